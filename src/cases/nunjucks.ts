import { escapeText, isVariableName } from '../domain/prompt/template.ts';

/*
 * promptfoo's texts are Nunjucks templates. Of that language only what has a counterpart is read: variables, strings in braces,
 * raw blocks and comments. Nothing is computed; what would have to be is said, and stays as it is written.
 */

/** A text in pieces: what stands there, and variables. */
export type TextPart = { readonly literal: string } | { readonly variable: string };

const IDENTIFIER = /^[\p{L}_][\p{L}\p{N}_]*$/u;
const KEYWORDS: readonly string[] = ['and', 'or', 'not', 'in', 'is', 'if', 'else', 'true', 'false', 'none', 'null'];
const ENDS = { '{{': '}}', '{%': '%}', '{#': '#}' } as const;
const RAW_END = /\{%-?\s*endraw\s*-?%\}/;

/** Whether Nunjucks takes the name for one variable: `a-b` would be a difference, and `a.b` a field of `a`. */
export function isNunjucksName(name: string): boolean {
  return IDENTIFIER.test(name) && !KEYWORDS.includes(name);
}

/** The template of a text that holds no variables; it never reads as the path of a file. */
export function nunjucksLiteral(text: string): string {
  const escaped = text.replace(/\{(?=[{%#]|$)/g, "{{ '{' }}");
  return escaped.startsWith('file://') ? escaped.replace('file://', "{{ 'file://' }}") : escaped;
}

/** The template of a text in pieces. */
export function toNunjucks(parts: readonly TextPart[]): string {
  return parts.map((part) => ('literal' in part ? nunjucksLiteral(part.literal) : `{{ ${part.variable} }}`)).join('');
}

/** What a template holds, and each expression that would have to be computed, as it is written. */
export interface ReadTemplate {
  readonly parts: readonly TextPart[];
  readonly computed: readonly string[];
}

/** Reads a template in one pass, whatever is left open in it. */
export function readNunjucks(text: string): ReadTemplate {
  const parts: TextPart[] = [];
  const computed: string[] = [];
  const isOpenForever = new Set<string>();
  let at = 0;
  for (const { index } of text.matchAll(/\{[{%#]/g)) {
    if (index < at) continue;
    const start = text.slice(index, index + 2) as keyof typeof ENDS;
    const end = isOpenForever.has(start) ? -1 : text.indexOf(ENDS[start], index + 2);
    if (end === -1) {
      isOpenForever.add(start);
      continue;
    }
    parts.push({ literal: text.slice(at, index) });
    const tag = { start, inner: text.slice(index + 2, end), text, after: end + 2 };
    const { part, after } = start === '{{' ? expression(tag) : block(tag);
    if (part === null) computed.push(text.slice(index, after));
    parts.push(part ?? { literal: text.slice(index, after) });
    at = after;
  }
  parts.push({ literal: text.slice(at) });
  return { parts: joined(parts), computed };
}

/** The text with our variables that reads as these pieces. */
export function toOurText(parts: readonly TextPart[]): string {
  return parts
    .map((part, place) => {
      if ('variable' in part) return `{{${part.variable}}}`;
      const next = parts[place + 1];
      const escaped = escapeText(part.literal);
      // Backslashes that stand before a variable count double.
      return next === undefined ? escaped : escaped.replace(/\\+$/, (slashes) => slashes + slashes);
    })
    .join('');
}

interface Tag {
  readonly start: string;
  readonly inner: string;
  readonly text: string;
  readonly after: number;
}

interface Found {
  /** `null`: it would have to be computed. */
  readonly part: TextPart | null;
  readonly after: number;
}

function expression({ inner, after }: Tag): Found {
  const written = inner.replace(/^-|-$/g, '').trim();
  if (isNunjucksName(written) && isVariableName(written)) return { part: { variable: written }, after };
  const [, quoted] = /^(?:'([^'\\]*)'|"([^"\\]*)")$/.exec(written)?.filter((group) => group !== undefined) ?? [];
  return { part: quoted === undefined ? null : { literal: quoted }, after };
}

/** A comment is nothing, a raw block its text; other blocks are computed. */
function block({ start, inner, text, after }: Tag): Found {
  if (start === '{#') return { part: { literal: '' }, after };
  if (inner.replace(/^-|-$/g, '').trim() !== 'raw') return { part: null, after };
  const end = RAW_END.exec(text.slice(after));
  if (end === null) return { part: null, after };
  return { part: { literal: text.slice(after, after + end.index) }, after: after + end.index + end[0].length };
}

function joined(parts: readonly TextPart[]): readonly TextPart[] {
  const all: TextPart[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if ('literal' in part && last !== undefined && 'literal' in last) {
      all[all.length - 1] = { literal: last.literal + part.literal };
    } else if (!('literal' in part && part.literal === '')) all.push(part);
  }
  return all;
}
