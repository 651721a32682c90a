/** A word of a command line, as a shell would hand it over, and where it begins. */
export interface ShellWord {
  readonly text: string;
  readonly position: number;
  /** Whether a shell would put something else in its place: a variable, a command, a pattern. */
  readonly isExpanded: boolean;
}

/** A quotation mark that is opened and never closed. */
export class UnclosedQuote extends Error {
  override readonly name = 'UnclosedQuote';
  readonly position: number;

  constructor(position: number) {
    super('A quotation mark that was opened is never closed.');
    this.position = position;
  }
}

const ANSI_ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\u0007',
  e: '\u001b',
  '0': '\0',
};

/**
 * Splits a command into words by the quoting rules of POSIX shells and bash (`'…'`, `"…"`, `$'…'`, a backslash), and runs
 * nothing. It ends at the end of the command: a line end, `;`, `|`, `&` or `>` outside of quotes.
 * @throws UnclosedQuote
 */
export function shellWords(text: string): readonly ShellWord[] {
  const words: ShellWord[] = [];
  let at = 0;
  while (at < text.length) {
    const space = /^(?:[ \t]|\\\r?\n)+/.exec(text.slice(at, at + 1_000));
    if (space !== null) at += space[0].length;
    else if (/[\r\n;|&>]/.test(text[at] ?? '\n')) break;
    else {
      const read = readWord(text, at);
      words.push(read.word);
      at = read.end;
    }
  }
  return words;
}

function readWord(text: string, start: number): { readonly word: ShellWord; readonly end: number } {
  let at = start;
  let isExpanded = false;
  const parts: string[] = [];
  while (at < text.length && !/[ \t\r\n;|&>]/.test(text[at] ?? '')) {
    const piece = readPiece(text, at);
    parts.push(piece.text);
    isExpanded ||= piece.isExpanded;
    at = piece.end;
  }
  return { word: { text: parts.join(''), position: start, isExpanded }, end: Math.max(at, start + 1) };
}

interface Piece {
  readonly text: string;
  readonly end: number;
  readonly isExpanded: boolean;
}

function readPiece(text: string, at: number): Piece {
  const character = text[at] ?? '';
  if (character === "'") return singleQuoted(text, at);
  if (character === '"') return doubleQuoted(text, at);
  if (text.startsWith("$'", at)) return ansiQuoted(text, at);
  if (character === '\\') {
    const next = text[at + 1] ?? '';
    return { text: next === '\n' ? '' : next, end: at + 2, isExpanded: false };
  }
  return { text: character, end: at + 1, isExpanded: /[$`*?~]/.test(character) };
}

function singleQuoted(text: string, start: number): Piece {
  const end = text.indexOf("'", start + 1);
  if (end < 0) throw new UnclosedQuote(start);
  return { text: text.slice(start + 1, end), end: end + 1, isExpanded: false };
}

function doubleQuoted(text: string, start: number): Piece {
  const parts: string[] = [];
  let isExpanded = false;
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === '"') return { text: parts.join(''), end: at + 1, isExpanded };
    const next = text[at + 1] ?? '';
    if (character === '\\' && '"\\$`\n'.includes(next)) {
      if (next !== '\n') parts.push(next);
      at++;
    } else {
      if (character === '$' || character === '`') isExpanded = true;
      parts.push(character);
    }
  }
  throw new UnclosedQuote(start);
}

function ansiQuoted(text: string, start: number): Piece {
  const parts: string[] = [];
  for (let at = start + 2; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === "'") return { text: parts.join(''), end: at + 1, isExpanded: false };
    if (character !== '\\') {
      parts.push(character);
      continue;
    }
    const code = /^\\(?:x([\da-fA-F]{1,2})|u([\da-fA-F]{1,4})|U([\da-fA-F]{1,8}))/.exec(text.slice(at, at + 10));
    const digits = code?.[1] ?? code?.[2] ?? code?.[3];
    if (code !== null && digits !== undefined) {
      parts.push(codePoint(Number.parseInt(digits, 16)));
      at += code[0].length - 1;
    } else {
      at++;
      const escaped = text[at] ?? '';
      parts.push(ANSI_ESCAPES[escaped] ?? escaped);
    }
  }
  throw new UnclosedQuote(start);
}

function codePoint(code: number): string {
  return code > 0x10_ffff ? '\ufffd' : String.fromCodePoint(code);
}
