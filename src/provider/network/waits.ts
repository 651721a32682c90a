/** No service means a longer wait than a month; what says so is not believed. */
const MAX_WAIT_MS = 30 * 86_400_000;

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(ms|milliseconds?)$/, 1],
  [/^(s|secs?|seconds?)$/, 1_000],
  [/^(m|mins?|minutes?)$/, 60_000],
  [/^(h|hours?)$/, 3_600_000],
];

const PARTS = /(\d+(?:\.\d+)?)\s*(milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|h)(?![a-z])/gi;
const DURATION = String.raw`((?:\d+(?:\.\d+)?\s*(?:milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|h)(?![a-z])\s*(?:and\s+|,\s*)?)+)`;
/** As HTTP writes a date, `Sat, 28 Nov 2026 12:00:05 GMT`, or ISO 8601. */
const DATE = /^\s*([a-z]{3,9},|\d{4}-\d\d-\d\dT)/i;
const ASKED = new RegExp(String.raw`\b(?:retry|try again|wait)\b[^.!?\d]{0,40}?${DURATION}`, 'i');

/** No duration is written longer; every digit of a longer text would be looked at again for each one before it. */
const MAX_DURATION = 100;

/** A duration as people write it, `12.5s`, `1m30s`, `2 minutes`, in milliseconds; `null` when it is none. */
export function durationMs(text: string): number | null {
  if (text.length > MAX_DURATION) return null;
  const parts = [...text.matchAll(PARTS)].map(([, number, unit = '']) => {
    const factor = UNITS.find(([pattern]) => pattern.test(unit.toLowerCase()))?.[1] ?? 0;
    return Number(number) * factor;
  });
  return parts.length === 0 ? null : Math.ceil(parts.reduce((sum, part) => sum + part, 0));
}

/** How long a sentence asks to wait, as in "Please retry in 12.5s." */
export function waitIn(sentence: string): number | null {
  const asked = ASKED.exec(sentence.slice(0, 2_000))?.[1];
  return asked === undefined ? null : believableWait(durationMs(asked));
}

/** How long an endpoint asks to wait by its headers, in milliseconds: `retry-after-ms`, or `retry-after` in seconds or as a date. */
export function waitByHeaders(header: (name: string) => string | null, now: number): number | null {
  const ms = header('retry-after-ms');
  if (ms !== null && /^\s*\d+(\.\d+)?\s*$/.test(ms)) return believableWait(Math.ceil(Number(ms)));
  const after = header('retry-after');
  if (after === null) return null;
  if (/^\s*\d+(\.\d+)?\s*$/.test(after)) return believableWait(Math.ceil(Number(after) * 1000));
  // Date.parse finds a date in almost anything, in `-5` one of 2001.
  const date = DATE.test(after) ? Date.parse(after) : Number.NaN;
  return Number.isNaN(date) ? null : believableWait(Math.max(0, date - now));
}

/** How long it is until a moment, in seconds or milliseconds since 1970; `null` for what is no such moment. */
export function waitUntil(moment: unknown, now: number): number | null {
  const since = Number(moment);
  if (!(since >= 1e9)) return null;
  return believableWait(Math.max(0, Math.ceil(since < 1e12 ? since * 1000 : since) - now));
}

/** A wait that a service can mean; `null` for any other. */
export function believableWait(ms: number | null): number | null {
  return ms !== null && ms >= 0 && ms <= MAX_WAIT_MS ? ms : null;
}
