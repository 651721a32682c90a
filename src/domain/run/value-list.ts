import { NUMERIC_RANGES, type NumericAxis } from './sweep.ts';

/** The outcome of reading what a person typed: a value, or one sentence on what to mend. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

export interface NumberRule {
  /** The field's label, as in "Temperatures". */
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
}

const NOT_SENT = /^(not sent|not-sent|none|default|null|-)$/i;
const RANGE = /^(\S+?)\s*\.\.\s*(\S+)(?:\s+(?:step|by)\s+(\S+))?$/i;
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const MAX_VALUES = 200;

/**
 * Reads a list (`0, 0.3, 1`) or a range (`0..2 step 0.5`, both ends included) or any mix of both, separated by commas or
 * line ends, or by semicolons: then commas are decimal, as in `0,1; 0,2`. `not sent` is a legal value and gives `null`. Values keep the order they were typed in, and a
 * value typed twice counts once.
 */
export function parseNumberList(text: string, rule: NumberRule): Parsed<readonly (number | null)[]> {
  const written = readParts(text, rule);
  if (!written.ok) return written;
  const distinct = [...new Set(written.value)];
  if (distinct.length > MAX_VALUES) {
    return {
      ok: false,
      message: `${rule.label} has ${distinct.length} values; at most ${MAX_VALUES} fit in one run.`,
    };
  }
  return { ok: true, value: distinct };
}

/** All values in the order in which they are written, repeated ones too. */
function readParts(text: string, rule: NumberRule): Parsed<readonly (number | null)[]> {
  const plain = inPlainDigits(text);
  const parts = (plain.includes(';') ? plain.replace(/(\d),(?=\d)/g, '$1.').split(/[;\n]/) : plain.split(/[,\n]/))
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== ',');
  if (parts.length === 0) {
    return { ok: false, message: `${rule.label} is empty: type a list such as ${example(rule)}.` };
  }
  const values: (number | null)[] = [];
  for (const part of parts) {
    const parsed = parsePart(part, rule);
    if (!parsed.ok) return parsed;
    values.push(...parsed.value);
  }
  return { ok: true, value: values };
}

/** Digits and separators of other scripts as ASCII ones: full-width forms, Arabic and Indian digits, a typographic minus. */
function inPlainDigits(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)))
    .replace(/[\u2212\u2013]/g, '-')
    .replace(/\u066b/g, '.')
    .replace(/[\u060c\u3001]/g, ',')
    .replace(/\u061b/g, ';');
}

/** The digits of a script stand beside each other in Unicode, from 0 to 9, so counting back finds 0. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let zero = code;
  while (code - zero < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero--;
  return code - zero;
}

/** The text that `parseNumberList` reads back as the same values. */
export function formatNumberList(values: readonly (number | null)[]): string {
  return values.map((value) => (value === null ? 'not sent' : String(value))).join(', ');
}

/** So many values are named; of more, the first ones and the last. */
const MAX_NAMED = 12;

/**
 * How a list was read, where that may not be what was meant: a range, semicolons, or commas that could be decimal, as in
 * `0,5`. `1,2` reads back as `2 temperatures: 1 and 2`; `null` where the list stands as it was read, and where it is wrong.
 */
export function readBack(text: string, rule: NumberRule, nouns: { one: string; many: string }): string | null {
  const parsed = parseNumberList(text, rule);
  if (!parsed.ok || !isReadTwoWays(text, parsed.value)) return null;
  const names = parsed.value.map((value) => (value === null ? 'not sent' : String(value)));
  const count = names.length === 1 ? `1 ${nouns.one}` : `${names.length} ${nouns.many}`;
  const written = readParts(text, rule);
  const repeated = written.ok && written.value.length > names.length;
  return `${count}: ${listed(names)}${repeated ? '; a value that is repeated counts once' : ''}`;
}

/** Where no value has a point, each comma may have been meant as one. */
function isReadTwoWays(text: string, values: readonly (number | null)[]): boolean {
  if (text.trim() !== formatNumberList(values)) return true;
  return values.length > 1 && !text.includes('.') && /\d,\s*\d/.test(text);
}

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  if (names.length === 1) return last;
  const first = names.slice(0, -1);
  return first.length < MAX_NAMED
    ? `${first.join(', ')} and ${last}`
    : `${first.slice(0, MAX_NAMED).join(', ')} … ${last}`;
}

/** The rule of a numeric sweepable setting. */
export function ruleOf(axis: NumericAxis, label: string): NumberRule {
  return { label, ...NUMERIC_RANGES[axis] };
}

function parsePart(part: string, rule: NumberRule): Parsed<readonly (number | null)[]> {
  if (NOT_SENT.test(part)) return { ok: true, value: [null] };
  const range = RANGE.exec(part);
  if (range) return parseRange(part, [range[1] ?? '', range[2] ?? '', range[3]], rule);
  const number = parseNumber(part, rule);
  return number.ok ? { ok: true, value: [number.value] } : number;
}

function parseRange(
  part: string,
  [from, to, step]: readonly [string, string, string | undefined],
  rule: NumberRule,
): Parsed<readonly number[]> {
  if (step === undefined) {
    return { ok: false, message: `${rule.label}: the range “${part}” needs a step, as in “${from}..${to} step 0.5”.` };
  }
  const start = parseNumber(from, rule);
  if (!start.ok) return start;
  const end = parseNumber(to, rule);
  if (!end.ok) return end;
  const width = NUMBER.test(step) ? Number(step) : Number.NaN;
  if (!(width > 0)) return { ok: false, message: `${rule.label}: the step “${step}” must be a number above 0.` };
  if (rule.integer && !Number.isInteger(width)) {
    return { ok: false, message: `${rule.label}: the step “${step}” is not a whole number.` };
  }
  if (end.value < start.value) {
    return { ok: false, message: `${rule.label}: the range “${part}” runs backwards; write ${to}..${from}.` };
  }
  const count = Math.floor((end.value - start.value) / width + 1e-9) + 1;
  if (count > MAX_VALUES) {
    return { ok: false, message: `${rule.label}: the range “${part}” has ${count} values; at most ${MAX_VALUES}.` };
  }
  return { ok: true, value: Array.from({ length: count }, (_, i) => tidy(start.value + i * width)) };
}

function parseNumber(text: string, { label, min, max, integer }: NumberRule): Parsed<number> {
  if (!NUMBER.test(text)) return { ok: false, message: `${label}: “${text}” is not a number.` };
  const value = Number(text);
  if (integer && !Number.isInteger(value)) return { ok: false, message: `${label}: ${text} is not a whole number.` };
  if (value < min || value > max) {
    return { ok: false, message: `${label}: ${text} is outside ${min} to ${max}.` };
  }
  return { ok: true, value: value === 0 ? 0 : value };
}

/** Steps such as 0.1 add up to 0.30000000000000004; nobody typed that. */
function tidy(value: number): number {
  return Number(value.toFixed(6));
}

function example({ integer }: NumberRule): string {
  return integer ? '100, 500' : '0, 0.5, 1';
}
