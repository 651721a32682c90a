import { isExactNumber } from '../../platform/exact-number.ts';

/** What every number begins as that a double may change: sixteen digits, or an exponent. */
const SUSPECT = /[\d.]{16}|\d[eE][-+]?\d/;
const NUMBER = /-?\d[\d.eE+-]*/g;

/**
 * The same JSON, with the numbers that no double holds as texts: read as rows, identifiers of twenty digits keep all of them.
 */
export function withExactNumbers(json: string): string {
  if (!SUSPECT.test(json)) return json;
  const parts: string[] = [];
  for (let from = 0; from < json.length; ) {
    const opening = json.indexOf('"', from);
    const outside = json.slice(from, opening === -1 ? json.length : opening);
    parts.push(outside.replace(NUMBER, (digits) => (isExactNumber(digits) ? digits : `"${digits}"`)));
    if (opening === -1) break;
    from = endOfText(json, opening);
    parts.push(json.slice(opening, from));
  }
  return parts.join('');
}

/** The place after the quotation mark that closes a text; an even number of backslashes before it are texts themselves. */
function endOfText(json: string, opening: number): number {
  for (let at = json.indexOf('"', opening + 1); at !== -1; at = json.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (json[at - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return at + 1;
  }
  return json.length;
}
