/** After Bearer stands a key, unless it is a word about one, as in "Invalid bearer token". */
const LOOKS_LIKE_A_KEY =
  /\bsk-[\w*.…-]{3,}|\bBearer\s+(?!(?:tokens?|keys?|auth|authentication|authorization|credentials?|header|scheme|is|was|not)\b(?![-_=+/]))[^\s"',;\\]+/gi;
/** What stands where a secret was. */
export const REMOVED = '[key removed]';

/** A text without the given secrets, and without anything that looks like a key: for whatever an endpoint sends back. */
export function redact(text: string, secrets: readonly string[]): string {
  const known = secrets.filter((secret) => secret.length >= 4);
  const without = known.reduce(
    (rest, secret) => rest.replaceAll(secret, REMOVED).replaceAll(encodeURIComponent(secret), REMOVED),
    text,
  );
  return without.replace(LOOKS_LIKE_A_KEY, REMOVED);
}

/** The last four characters of a key; `null` when that would give away much of it. */
export function keyHint(key: string | null): string | null {
  return key !== null && key.length >= 12 ? key.slice(-4) : null;
}
