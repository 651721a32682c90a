import {
  Composer,
  CST,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  Lexer,
  LineCounter,
  Parser,
  visit,
  type YAMLMap,
} from 'yaml';
import { isExactNumber } from './exact-number.ts';
import { MAX_JSON_DEPTH } from './read-json.ts';

/** The keys and places that lead to a value. */
export type YamlPath = readonly (string | number)[];

/** A YAML text as JSON values; or why it is refused, in a sentence, with the line, from 1. */
export type ReadYaml =
  | { readonly ok: true; readonly value: unknown; readonly lineOf: (path: YamlPath) => number }
  | { readonly ok: false; readonly line: number; readonly message: string };

/** The longest YAML that is read, and the longest that its aliases may make it, in characters. */
export const MAX_YAML = 5_000_000;
const MAX_WRITTEN_OUT = 2 * MAX_YAML;
/** What each alias stands for is looked for among all anchors and aliases. */
const MAX_ALIASES = 5_000;
const TOO_DEEP = `This YAML is nested more than ${MAX_JSON_DEPTH} levels deep.`;

/**
 * Reads a YAML text that came from outside: one document of JSON values. Refused are nesting too deep to be walked, an alias
 * inside what it stands for, aliases that multiply each other, and a key given twice. A number that no double holds becomes the
 * text that it is written as.
 */
export function readYaml(text: string): ReadYaml {
  if (text.length > MAX_YAML)
    return { ok: false, line: 1, message: `This YAML is longer than ${MAX_YAML} characters.` };
  const lines = new LineCounter();
  try {
    const document = composed(text, lines);
    checkNodes(document);
    const lineOf = (path: YamlPath) => lines.linePos(offsetOf(document, path)).line;
    const value: unknown = document.toJS({ maxAliasCount: -1 });
    writtenOut(value, [], new Map(), (path) => offsetOf(document, path));
    return { ok: true, value, lineOf };
  } catch (error) {
    if (!(error instanceof YamlProblem)) throw error;
    return { ok: false, line: Math.max(1, lines.linePos(error.offset).line), message: error.message };
  }
}

/** Why a text is refused, and where. */
class YamlProblem extends Error {
  override readonly name = 'YamlProblem';
  /** In characters from the start of the text. */
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

function composed(text: string, lines: LineCounter): Document.Parsed {
  // Comparing every key of a mapping with every other takes minutes for a long one; `checkNodes` looks each up.
  const composer = new Composer({ schema: 'core', resolveKnownTags: false, uniqueKeys: false, logLevel: 'silent' });
  const [document, other] = composer.compose(tokensOf(text, lines), true, text.length);
  if (document === undefined) throw new YamlProblem('This YAML holds no document.', 0);
  const [error] = document.errors;
  if (error !== undefined) throw new YamlProblem(`This is not valid YAML: ${error.message}`, error.pos[0]);
  // A last line of dashes begins a document that holds nothing.
  if (other?.contents && !(isScalar(other.contents) && other.contents.value === null))
    throw new YamlProblem('This YAML holds several documents: send one.', other.contents.range[0]);
  return document;
}

/** The parser keeps a stack of its own, while what composes a document of its tokens walks them, and ends the process when they are too deep. */
function* tokensOf(text: string, lines: LineCounter): Generator<CST.Token> {
  lines.addNewLine(0);
  const parser = new Parser(lines.addNewLine);
  let aliases = 0;
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > MAX_JSON_DEPTH + 1) throw new YamlProblem(TOO_DEEP, parser.offset);
    const type = CST.tokenType(lexeme);
    if (type === 'alias' || type === 'anchor') aliases += 1;
    if (aliases > MAX_ALIASES)
      throw new YamlProblem(`This YAML has more than ${MAX_ALIASES} anchors and aliases.`, parser.offset);
  }
  yield* parser.end();
}

/** Looks at each node before any is made a value, and keeps the digits of numbers that a double would change. */
function checkNodes(document: Document.Parsed): void {
  const anchors = new Set<string>();
  visit(document, (_, node) => {
    if (isAlias(node) && !anchors.has(node.source))
      throw new YamlProblem(`The alias “*${node.source}” stands before its anchor, or has none.`, node.range?.[0] ?? 0);
    if (isNode(node) && !isAlias(node) && node.anchor !== undefined) anchors.add(node.anchor);
    if (isMap(node)) checkKeys(node);
    if (
      isScalar(node) &&
      typeof node.value === 'number' &&
      node.source !== undefined &&
      !isKept(node.value, node.source)
    )
      node.value = node.source;
  });
}

function isKept(value: number, source: string): boolean {
  return Number.isFinite(value) && isExactNumber(source);
}

function checkKeys({ items }: YAMLMap): void {
  const keys = new Set<unknown>();
  for (const { key } of items) {
    if (!isScalar(key)) continue;
    if (keys.has(key.value))
      throw new YamlProblem(`The key “${String(key.value)}” is given twice.`, key.range?.[0] ?? 0);
    keys.add(key.value);
  }
}

interface Extent {
  readonly characters: number;
  readonly depth: number;
}

/** How far a value reaches with its aliases written out; each part is measured once, however many aliases stand for it. */
function writtenOut(
  value: unknown,
  path: YamlPath,
  known: Map<object, Extent | 'open'>,
  offsetOfPath: (path: YamlPath) => number,
): Extent {
  if (typeof value !== 'object' || value === null) return { characters: String(value).length + 1, depth: 0 };
  const before = known.get(value);
  if (before === 'open') throw new YamlProblem(`“${path.join('.')}” contains itself, by an alias.`, offsetOfPath(path));
  if (path.length + (before?.depth ?? 0) > MAX_JSON_DEPTH) throw new YamlProblem(TOO_DEEP, offsetOfPath(path));
  if (before !== undefined) return before;
  known.set(value, 'open');
  let [characters, depth] = [2, 0];
  for (const [key, part] of Object.entries(value)) {
    const inner = writtenOut(part, [...path, key], known, offsetOfPath);
    characters += key.length + inner.characters;
    depth = Math.max(depth, inner.depth + 1);
  }
  if (characters > MAX_WRITTEN_OUT) {
    const message = `With its aliases written out, this YAML is longer than ${MAX_WRITTEN_OUT} characters.`;
    throw new YamlProblem(message, offsetOfPath(path));
  }
  const extent = { characters, depth };
  known.set(value, extent);
  return extent;
}

/** Where the value under a path begins; where it is none of its own, where the one around it does. */
function offsetOf(document: Document.Parsed, path: YamlPath): number {
  const node: unknown = document.getIn(path, true);
  const range = isNode(node) ? node.range : null;
  if (range) return range[0];
  return path.length === 0 ? 0 : offsetOf(document, path.slice(0, -1));
}
