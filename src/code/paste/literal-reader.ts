import type { SyntaxNode, Tree } from '@lezer/common';
import type { JsonObject, JsonValue } from '../json-value.ts';
import { lineAt, MAX_NESTING, MAX_PASTE, type PasteProblem } from './pasted-request.ts';

/** What stands for a value that cannot be read; it is left out where it stands, and said. */
export const UNREAD: unique symbol = Symbol('unread');
export type Read = JsonValue | typeof UNREAD;

/** How the values of one language stand in its syntax tree. */
export interface ValueSyntax {
  /** The value of a node; `reader` reads what is inside. */
  readonly value: (node: SyntaxNode, reader: LiteralReader) => Read;
  /** The names that the program gives to values: each name with the value's node, as often as it is given one. */
  readonly assignments: (tree: Tree, text: (node: SyntaxNode) => string) => readonly (readonly [string, SyntaxNode])[];
  /** The calls of this method put their arguments behind what a list holds. */
  readonly append: 'append' | 'push';
  /** The node of `name += value`. */
  readonly sum: 'UpdateStatement' | 'AssignmentExpression';
}

/** What is done to a list or a text after it was given to its name. */
interface Change {
  readonly node: SyntaxNode;
  /** What is put behind it; `null` where it is not known what it holds afterwards. */
  readonly added: readonly SyntaxNode[] | SyntaxNode | null;
}

/** The other methods that change a list, in either language. */
const CHANGES = new Set(['extend', 'insert', 'pop', 'remove', 'clear', 'reverse', 'shift', 'unshift', 'splice']);

/** Values that are read, and characters that names put in: one name made of two others, thirty times over, would stand for a billion. */
const MAX_VALUES = 200_000;
const MAX_INSERTED = 2 * MAX_PASTE;
/** Places that are told one by one: the line of each is counted from the first. */
const MAX_PROBLEMS = 200;
const TOO_MUCH = 'Names stand for more here than is read';

/** Reads values out of a program without running it: literals, and names that are given a literal once. */
export class LiteralReader {
  readonly #source: string;
  readonly #syntax: ValueSyntax;
  readonly #names = new Map<string, SyntaxNode | null>();
  readonly #problems = new Map<string, PasteProblem>();
  readonly #changes = new Map<string, Change[]>();
  #depth = 0;
  #values = 0;
  #inserted = 0;

  constructor(source: string, tree: Tree, syntax: ValueSyntax) {
    this.#source = source;
    this.#syntax = syntax;
    for (const [name, node] of syntax.assignments(tree, (part) => this.text(part))) {
      this.#names.set(name, this.#names.has(name) ? null : node);
    }
    for (const call of nodesNamed(tree, 'CallExpression')) this.#noteCall(call);
    for (const sum of nodesNamed(tree, syntax.sum)) this.#noteSum(sum);
  }

  #noteCall(call: SyntaxNode): void {
    const [callee, list] = childrenOf(call);
    const [owner, , method] = callee?.name === 'MemberExpression' ? childrenOf(callee) : [];
    if (owner?.name !== 'VariableName' || method === undefined || list?.name !== 'ArgList') return;
    const isAppend = this.text(method) === this.#syntax.append;
    if (isAppend || CHANGES.has(this.text(method)))
      this.#note(owner, { node: call, added: isAppend ? itemsOf(list) : null });
  }

  #noteSum(node: SyntaxNode): void {
    const [name, operator, value] = childrenOf(node);
    if (name?.name !== 'VariableName' || operator === undefined || value === undefined) return;
    if (this.text(operator) === '+=') this.#note(name, { node, added: value });
  }

  #note(owner: SyntaxNode, change: Change): void {
    const changes = this.#changes.get(this.text(owner)) ?? [];
    changes.push(change);
    this.#changes.set(this.text(owner), changes);
  }

  /** A list or a text with what is put behind it before it is used at a place. */
  #changed(value: JsonValue, name: string, used: SyntaxNode): JsonValue {
    const changes = this.#changes.get(name) ?? [];
    this.#values += changes.length;
    const list = Array.isArray(value) ? [...value] : null;
    let text = typeof value === 'string' ? value : null;
    for (const { node, added } of changes.filter((change) => change.node.to <= used.from)) {
      const behind = added === null ? UNREAD : 'from' in added ? this.read(added) : this.list(added);
      if (list !== null && Array.isArray(behind)) for (const item of behind) list.push(item);
      else if (text !== null && typeof behind === 'string') text += behind;
      else this.unread(node);
    }
    return list ?? text ?? value;
  }

  get problems(): readonly PasteProblem[] {
    return [...this.#problems.values()].toSorted((a, b) => a.line - b.line);
  }

  text(node: SyntaxNode): string {
    return this.#source.slice(node.from, node.to);
  }

  read(node: SyntaxNode): Read {
    if (this.#depth >= MAX_NESTING) return this.unread(node, `This is nested more than ${MAX_NESTING} levels deep`);
    if (++this.#values > MAX_VALUES) return this.unread(node, TOO_MUCH);
    this.#depth++;
    try {
      return this.#syntax.value(node, this);
    } finally {
      this.#depth--;
    }
  }

  /** The value that a name was given. */
  named(node: SyntaxNode): Read {
    const name = this.text(node);
    const value = this.#names.get(name);
    if (value === undefined) return this.unread(node, `${shortened(name)} is not given a value here`);
    if (value === null) return this.unread(node, `${shortened(name)} is given several values`);
    if (this.#inserted > MAX_INSERTED) return this.unread(node, TOO_MUCH);
    const read = this.read(value);
    const changed = read === UNREAD ? read : this.#changed(read, name, node);
    if (typeof changed === 'string') this.#inserted += changed.length;
    return changed;
  }

  /** A text with names in it: each has to be given a text or a number. `plain` reads what stands between them. */
  filled(
    node: SyntaxNode,
    places: readonly SyntaxNode[],
    plain: (written: string, place: number) => string | null,
  ): Read {
    const parts: string[] = [];
    let from = node.from;
    for (const [place, { from: at, to }] of [...places, { from: node.to, to: node.to }].entries()) {
      const before = plain(this.#source.slice(from, at), place);
      const [, name, end] = places[place] === undefined ? [] : childrenOf(places[place]);
      const isName = name?.name === 'VariableName' && end !== undefined && this.text(end) === '}';
      if (before === null || (places[place] !== undefined && !isName)) return this.unread(node);
      const value = name === undefined ? '' : this.named(name);
      if (value === UNREAD) return UNREAD;
      if (typeof value !== 'string' && typeof value !== 'number') return this.unread(node);
      parts.push(before, String(value));
      from = to;
    }
    return parts.join('');
  }

  /** Says that something is not a literal; it is left out. */
  unread(node: SyntaxNode, reason = `${shortened(this.text(node))} is not a plain value`): typeof UNREAD {
    if (this.#problems.size > MAX_PROBLEMS) return UNREAD;
    const message =
      this.#problems.size < MAX_PROBLEMS ? `${reason}: it is left out.` : 'More that is no plain value is left out.';
    const problem = { line: lineAt(this.#source, node.from), message };
    this.#problems.set(`${problem.line}:${problem.message}`, problem);
    return UNREAD;
  }

  /** The items that can be read. */
  list(nodes: readonly SyntaxNode[]): readonly JsonValue[] {
    return nodes.map((node) => this.read(node)).filter((value) => value !== UNREAD);
  }

  /** The entries whose values can be read. */
  object(entries: readonly (readonly [string, SyntaxNode])[]): JsonObject {
    return Object.fromEntries(
      entries.flatMap(([name, node]) => {
        const value = this.read(node);
        return value === UNREAD ? [] : [[name, value] as const];
      }),
    );
  }
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= 40 ? line : `${line.slice(0, 40)}…`;
}

/** What stands between the brackets of a list, in order. */
export function itemsOf(list: SyntaxNode): readonly SyntaxNode[] {
  return childrenOf(list)
    .slice(1, -1)
    .filter(({ name }) => name !== ',');
}

/** The direct children of a node but for comments. */
export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (!child.name.endsWith('Comment')) children.push(child);
  }
  return children;
}

/** Every node with this name, in the order of the text. */
export function nodesNamed(tree: Tree, name: string): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  tree.iterate({
    enter: (node) => {
      if (node.name === name) found.push(node.node);
    },
  });
  return found;
}
