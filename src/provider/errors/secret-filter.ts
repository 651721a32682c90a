import { REMOVED, redact } from '../../platform/redact.ts';

/** Keeps one secret out of a text that comes in pieces, wherever the pieces are cut. */
export interface SecretFilter {
  /** What can be told of the text so far and was not told before. Cheap enough for every delta. */
  pass(delta: string): string;
  /** What was held back because it might have been the start of the secret. */
  rest(): string;
  /** Whether the secret was in the text. */
  found(): boolean;
}

/** Shorter ones would be found in ordinary text. */
const SHORTEST = 4;

export function secretFilter(secret: string | null): SecretFilter {
  if (secret === null || secret.length < SHORTEST)
    return { pass: (delta) => delta, rest: () => '', found: () => false };
  const known = secret;
  const first = known.charAt(0);
  let held = '';
  let found = false;

  /** Where a start of the secret begins that the text ends with. */
  function startOfSecret(text: string): number {
    let at = text.indexOf(first, Math.max(0, text.length - known.length + 1));
    while (at !== -1 && !known.startsWith(text.slice(at))) at = text.indexOf(first, at + 1);
    return at === -1 ? text.length : at;
  }

  return {
    pass: (delta) => {
      const raw = held + delta;
      const has = raw.includes(known);
      found ||= has;
      const text = has ? raw.replaceAll(known, REMOVED) : raw;
      const end = startOfSecret(text);
      held = text.slice(end);
      return text.slice(0, end);
    },
    rest: () => {
      const text = held;
      held = '';
      return text;
    },
    found: () => found,
  };
}

/** Keeps several secrets out. */
export function secretsFilter(secrets: readonly string[]): SecretFilter {
  const [first = null, ...others] = secrets;
  const filter = secretFilter(first);
  if (others.length === 0) return filter;
  const next = secretsFilter(others);
  return {
    pass: (delta) => next.pass(filter.pass(delta)),
    rest: () => next.pass(filter.rest()) + next.rest(),
    found: () => filter.found() || next.found(),
  };
}

/** A value as JSON has it, without the secrets in any of its names and strings. */
export function withoutSecrets<T>(value: T, secrets: readonly string[]): T {
  const known = secrets.filter((secret) => secret.length >= SHORTEST);
  if (known.length === 0) return value;
  const text = JSON.stringify(value);
  return known.some((secret) => text.includes(secret)) ? (JSON.parse(redact(text, known)) as T) : value;
}
