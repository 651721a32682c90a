import { isExactNumber } from '../../platform/input/exact-number.ts';
import { jsonTexts } from '../../platform/input/json-texts.ts';

/** What every number has that a double may change: sixteen digits, or an exponent. */
const SUSPECT = /[\d.]{16}|\d[eE][-+]?\d/;
const NUMBER = /-?\d[\d.eE+-]*/g;

/** The same JSON, with the numbers that no double holds as texts: read as rows, identifiers of twenty digits keep all of them. */
export function withExactNumbers(json: string): string {
  if (!SUSPECT.test(json)) return json;
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of jsonTexts(json)) {
    parts.push(quoted(json.slice(from, start)), json.slice(start, end));
    from = end;
  }
  return [...parts, quoted(json.slice(from))].join('');
}

function quoted(json: string): string {
  return json.replace(NUMBER, (digits) => (isExactNumber(digits) ? digits : `"${digits}"`));
}
