import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/javascript';
import { isObject } from '../json-value.ts';
import {
  childrenOf,
  itemsOf,
  LiteralReader,
  nodesNamed,
  type Read,
  UNREAD,
  type ValueSyntax,
} from './literal-reader.ts';
import { parsedProgram } from './parsed-program.ts';
import { lineAt, type PastedRequest, TOO_INTRICATE, unreadable } from './pasted-request.ts';

/** The calls that ask a model: with the openai package, or as the JSON of a fetch. */
const CALL = /(\.(chat\.completions|responses)\.(create|stream|parse)|^JSON\.stringify)$/;

const TYPESCRIPT_VALUES: ValueSyntax = {
  append: 'push',
  sum: 'AssignmentExpression',
  value: scriptValue,
  assignments: (tree, text) =>
    nodesNamed(tree, 'VariableDeclaration').flatMap((declaration) => {
      const parts = childrenOf(declaration);
      return parts.flatMap((part, index) => {
        const value = parts[index + 1];
        const name = parts.slice(0, index).findLast((before) => before.name === 'VariableDefinition');
        return part.name === 'Equals' && value !== undefined && name !== undefined
          ? [[text(name), value] as const]
          : [];
      });
    }),
};

/** The JSON that a TypeScript or JavaScript program sends. Literals only; the program is not run. */
export function readTypescript(source: string): PastedRequest {
  const tree = parsedProgram(parser.configure({ dialect: 'ts' }), source);
  if (tree === null) return TOO_INTRICATE;
  const reader = new LiteralReader(source, tree, TYPESCRIPT_VALUES);
  const call = nodesNamed(tree, 'CallExpression').find(
    ({ firstChild }) => firstChild !== null && CALL.test(reader.text(firstChild).replace(/\s+/g, '')),
  );
  if (call === undefined) return unreadable(1, 'There is no call of client.chat.completions.create here.');
  const [argument] = argumentsOf(call);
  const body = argument === undefined ? UNREAD : reader.read(argument);
  if (body === UNREAD || !isObject(body)) {
    return {
      body: null,
      problems: [...reader.problems, { line: lineAt(source, call.from), message: 'The call has no object to send.' }],
    };
  }
  return { body, problems: reader.problems };
}

function argumentsOf(call: SyntaxNode): readonly SyntaxNode[] {
  const list = call.getChild('ArgList');
  return list === null ? [] : childrenOf(list).filter(({ name }) => !['(', ')', ','].includes(name));
}

function scriptValue(node: SyntaxNode, reader: LiteralReader): Read {
  switch (node.name) {
    case 'String':
      return scriptText(reader.text(node).slice(1, -1));
    case 'TemplateString':
      return template(node, reader);
    case 'Number':
      return scriptNumber(node, reader);
    case 'BooleanLiteral':
      return reader.text(node) === 'true';
    case 'null':
      return null;
    case 'ArrayExpression':
      return reader.list(itemsOf(node));
    case 'ObjectExpression':
      return objectOf(node, reader);
    case 'ParenthesizedExpression':
    case 'AsExpression':
    case 'BinaryExpression':
    case 'UnaryExpression':
      return composed(node, reader);
    case 'VariableName':
    case 'PropertyDefinition':
      return reader.text(node) === 'undefined' ? UNREAD : reader.named(node);
    default:
      return reader.unread(node);
  }
}

/** A text with the values of names in it, or none. */
function template(node: SyntaxNode, reader: LiteralReader): Read {
  const places = node.getChildren('Interpolation');
  return reader.filled(node, places, (written, place) => {
    const end = place === places.length ? written.length - 1 : written.length;
    return scriptText(written.slice(place === 0 ? 1 : 0, end).replace(/\r\n?/g, '\n'));
  });
}

/** Brackets, a type behind `as`, a sign, and texts with a plus between them. */
function composed(node: SyntaxNode, reader: LiteralReader): Read {
  const parts = childrenOf(node);
  const [first, second, third] = parts;
  if (first === undefined || second === undefined) return reader.unread(node);
  if (node.name === 'ParenthesizedExpression') return reader.read(second);
  if (second.name === 'as' || second.name === 'satisfies') return reader.read(first);
  if (node.name === 'UnaryExpression') {
    const value = reader.read(second);
    return typeof value === 'number' && reader.text(first) === '-' ? -value : reader.unread(node);
  }
  const [left, right] = third === undefined ? [UNREAD, UNREAD] : [reader.read(first), reader.read(third)];
  const isSum = reader.text(second) === '+' && typeof left === 'string' && typeof right === 'string';
  return isSum ? left + right : reader.unread(node);
}

function scriptNumber(node: SyntaxNode, reader: LiteralReader): Read {
  const value = Number(reader.text(node).replaceAll('_', ''));
  return Number.isFinite(value) ? value : reader.unread(node);
}

function objectOf(node: SyntaxNode, reader: LiteralReader): Read {
  const entries: (readonly [string, SyntaxNode])[] = [];
  for (const property of node.getChildren('Property')) {
    const entry = entryOf(property, reader);
    if (entry === null) reader.unread(property);
    else entries.push(entry);
  }
  return reader.object(entries);
}

function entryOf(property: SyntaxNode, reader: LiteralReader): readonly [string, SyntaxNode] | null {
  const parts = childrenOf(property);
  const colon = parts.findIndex(({ name }) => name === ':');
  const [key] = parts.filter(({ name }) => name !== '[');
  const value = parts.at(-1);
  if (key === undefined || value === undefined || parts.some(({ name }) => name === 'Spread' || name === 'ParamList')) {
    return null;
  }
  // `{ messages }` stands for `{ messages: messages }`.
  if (colon < 0) return key.name === 'PropertyDefinition' ? [reader.text(key), key] : null;
  if (key.name === 'PropertyDefinition') return [reader.text(key), value];
  const name = key.name === 'String' || key.name === 'Number' ? reader.read(key) : UNREAD;
  return name === UNREAD || value === key ? null : [String(name), value];
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\n': '',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '0': '\0',
};

function scriptText(written: string): string {
  return written.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|u\{([\da-fA-F]{1,6})\}|(\r\n|[\s\S]))/g,
    (_: string, hex?: string, unit?: string, point?: string, character = '') => {
      if (point !== undefined) return codePoint(Number.parseInt(point, 16));
      const digits = hex ?? unit;
      if (digits !== undefined) return String.fromCharCode(Number.parseInt(digits, 16));
      return character === '\r\n' ? '' : (ESCAPES[character] ?? character);
    },
  );
}

function codePoint(code: number): string {
  return code > 0x10_ffff ? '\ufffd' : String.fromCodePoint(code);
}
