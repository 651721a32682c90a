import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/python';
import { isObject, type JsonObject } from '../json-value.ts';
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

/** The calls of the openai package that ask a model, in its present and its older form. */
const CALL = /\.(chat\.completions|responses|ChatCompletion)\.(create|stream|parse)$/;
/** Arguments that say how to send, and are no part of what is sent. */
const TRANSPORT = new Set(['extra_headers', 'extra_query', 'timeout', 'api_key', 'api_base', 'request_timeout']);

const PYTHON_VALUES: ValueSyntax = {
  append: 'append',
  sum: 'UpdateStatement',
  value: pythonValue,
  assignments: (tree, text) =>
    nodesNamed(tree, 'AssignStatement').flatMap((statement) => {
      const [name, operator, value] = childrenOf(statement);
      const isPlain = name?.name === 'VariableName' && operator?.name === 'AssignOp' && value !== undefined;
      return isPlain ? [[text(name), value] as const] : [];
    }),
};

/** The JSON that a Python program sends with the openai package. Literals only; the program is not run. */
export function readPython(source: string): PastedRequest {
  const tree = parsedProgram(parser, source);
  if (tree === null) return TOO_INTRICATE;
  const reader = new LiteralReader(source, tree, PYTHON_VALUES);
  const call = nodesNamed(tree, 'CallExpression').find(
    ({ firstChild }) => firstChild !== null && CALL.test(reader.text(firstChild).replace(/\s+/g, '')),
  );
  if (call === undefined) return unreadable(1, 'There is no call of client.chat.completions.create here.');
  const list = call.getChild('ArgList');
  if (list === null) return unreadable(lineAt(source, call.from), 'The call has no arguments.');
  const { extra_body: extra, ...body } = argumentsOf(list, reader);
  return { body: isObject(extra) ? { ...body, ...extra } : body, problems: reader.problems };
}

function argumentsOf(list: SyntaxNode, reader: LiteralReader): JsonObject {
  const parts = childrenOf(list).slice(1, -1);
  const entries: (readonly [string, SyntaxNode])[] = [];
  parts.forEach((part, index) => {
    const value = parts[index + 2];
    const isNamed = part.name === 'VariableName' && parts[index + 1]?.name === 'AssignOp' && value !== undefined;
    if (isNamed) {
      if (!TRANSPORT.has(reader.text(part))) entries.push([reader.text(part), value]);
    } else if (part.name === '**' || part.name === '*') {
      reader.unread(parts[index + 1] ?? part);
    }
  });
  return reader.object(entries);
}

function pythonValue(node: SyntaxNode, reader: LiteralReader): Read {
  switch (node.name) {
    case 'String':
      return pythonText(node, reader);
    case 'FormatString':
      return formatted(node, reader);
    case 'ContinuedString':
      return joined(childrenOf(node), reader);
    case 'Number':
      return pythonNumber(node, reader);
    case 'Boolean':
      return reader.text(node) === 'True';
    case 'None':
      return null;
    case 'ArrayExpression':
    case 'TupleExpression':
      return reader.list(itemsOf(node));
    case 'DictionaryExpression':
      return dictionary(node, reader);
    case 'ParenthesizedExpression': {
      const inner = childrenOf(node)[1];
      return inner === undefined ? reader.unread(node) : reader.read(inner);
    }
    case 'UnaryExpression':
      return signed(node, reader);
    case 'BinaryExpression': {
      const [left, operator, right] = childrenOf(node);
      const isSum =
        left !== undefined && right !== undefined && operator !== undefined && reader.text(operator) === '+';
      return isSum ? joined([left, right], reader) : reader.unread(node);
    }
    case 'VariableName':
      return reader.named(node);
    default:
      return reader.unread(node);
  }
}

/** Texts beside each other, or with a plus between them. */
function joined(nodes: readonly SyntaxNode[], reader: LiteralReader): Read {
  const texts = nodes.map((node) => reader.read(node));
  return texts.every((text) => typeof text === 'string') ? texts.join('') : UNREAD;
}

function signed(node: SyntaxNode, reader: LiteralReader): Read {
  const [sign, operand] = childrenOf(node);
  const value = operand === undefined ? UNREAD : reader.read(operand);
  if (typeof value !== 'number' || sign === undefined) return reader.unread(node);
  return reader.text(sign) === '-' ? -value : value;
}

function pythonNumber(node: SyntaxNode, reader: LiteralReader): Read {
  const value = Number(reader.text(node).replaceAll('_', ''));
  return Number.isFinite(value) ? value : reader.unread(node);
}

function dictionary(node: SyntaxNode, reader: LiteralReader): Read {
  const parts = childrenOf(node).slice(1, -1);
  const entries: (readonly [string, SyntaxNode])[] = [];
  parts.forEach((part, index) => {
    if (part.name === '**') reader.unread(parts[index + 1] ?? part);
    if (part.name !== ':') return;
    const [key, value] = [parts[index - 1], parts[index + 1]];
    const name = key === undefined ? UNREAD : reader.read(key);
    if (typeof name === 'string' && value !== undefined) entries.push([name, value]);
  });
  return reader.object(entries);
}

const TEXT = /^([a-zA-Z]*)("""|'''|"|')([\s\S]*)\2$/;

function pythonText(node: SyntaxNode, reader: LiteralReader): Read {
  const [, prefix = '', , written] = TEXT.exec(reader.text(node)) ?? [];
  const text = written === undefined ? null : plainText(written, prefix.toLowerCase());
  return text ?? reader.unread(node);
}

/** What stands between the quotation marks of a text of this kind; `null` where only Python knows. */
function plainText(written: string, kind: string): string | null {
  if (kind.includes('b')) return null;
  const lines = written.replace(/\r\n?/g, '\n');
  const text = kind.includes('r') ? lines : unescaped(lines);
  if (text === null || !kind.includes('f')) return text;
  // What the grammar takes for plain text and Python for a name is not known.
  return /[{}]/.test(text.replace(/\{\{|\}\}/g, '')) ? null : text.replaceAll('{{', '{').replaceAll('}}', '}');
}

/** A text with the values of names in it. */
function formatted(node: SyntaxNode, reader: LiteralReader): Read {
  const places = node.getChildren('FormatReplacement');
  const [, prefix = '', quote = ''] = TEXT.exec(reader.text(node)) ?? [];
  if (places.length === 0 || quote === '') return pythonText(node, reader);
  return reader.filled(node, places, (written, place) => {
    const start = place === 0 ? prefix.length + quote.length : 0;
    const end = place === places.length ? written.length - quote.length : written.length;
    return plainText(written.slice(start, end), prefix.toLowerCase());
  });
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** `null` for a character by its name (`\N{…}`), which only Python knows. */
function unescaped(text: string): string | null {
  let isKnown = true;
  const plain = text.replace(
    /\\(?:([0-7]{1,3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([\s\S]))/g,
    (whole: string, octal?: string, hex?: string, short?: string, long?: string, character = '') => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      const digits = hex ?? short ?? long;
      if (digits !== undefined) return codePoint(Number.parseInt(digits, 16));
      if (character === 'N') isKnown = false;
      return ESCAPES[character] ?? whole;
    },
  );
  return isKnown ? plain : null;
}

function codePoint(code: number): string {
  return code > 0x10_ffff ? '\ufffd' : String.fromCodePoint(code);
}
