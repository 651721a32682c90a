import type { FieldError } from '../errors.ts';
import { keyHint } from '../platform/redact.ts';

const MAX_KEY = 4_000;
const MAX_FIELDS = 20;
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/;
const PRINTABLE = /^[\x20-\x7e]*$/;
/** Headers that belong to the request itself, and the one that the key has a field for. */
const OURS =
  /^(authorization|host|connection|keep-alive|content-.*|transfer-encoding|te|trailer|upgrade|accept-encoding|expect|proxy-.*)$/i;
/**
 * Variables that can hold the key of a service: not any, as otherwise whoever may add a connection could read every secret of the
 * account the server runs under.
 */
const KEY_ENV = /^([A-Z][A-Z0-9_]*_API_(KEY|TOKEN)|HF_TOKEN|GITHUB_TOKEN|TEMPERA_KEY_[A-Z0-9_]+)$/;

/** Whether an environment variable may be named as the place of a key. */
export function holdsKey(name: string): boolean {
  return KEY_ENV.test(name) && name.length <= 100;
}

/** What is shown of a secret: its last four characters, where that gives little away. */
export function hintOf(secret: string): string {
  return `…${keyHint(secret) ?? ''}`;
}

export function readKey(typed: string | null, errors: FieldError[]): string | null {
  const key = typed?.trim() ?? '';
  if (key === '') return null;
  if (key.length > MAX_KEY || !/^[\x21-\x7e]+$/.test(key)) {
    errors.push({ path: 'key', message: 'key must be one word of plain characters, as the service gave it.' });
  }
  return key;
}

export function readKeyEnv(typed: string | null, errors: FieldError[]): string | null {
  const name = typed?.trim() ?? '';
  if (name === '') return null;
  if (!holdsKey(name)) {
    errors.push({
      path: 'key_env',
      message:
        'key_env must be the name of a variable that ends in _API_KEY or _API_TOKEN, begins with TEMPERA_KEY_, or is HF_TOKEN or GITHUB_TOKEN.',
    });
  }
  return name;
}

export function readKeyHeader(typed: string | null, errors: FieldError[]): string | null {
  const name = typed?.trim() ?? '';
  if (name === '') return null;
  if (!HEADER_NAME.test(name) || (OURS.test(name) && name.toLowerCase() !== 'authorization')) {
    errors.push({ path: 'key_header', message: 'key_header must be the name of a header, such as api-key.' });
  }
  return name;
}

/** Headers or query fields; a value that is still the hint shown for it stays what it was. */
export function readSecretFields(
  path: 'headers' | 'query',
  typed: Readonly<Record<string, string>> | undefined,
  kept: Readonly<Record<string, string>>,
  errors: FieldError[],
): Readonly<Record<string, string>> {
  if (typed === undefined) return kept;
  const fields = Object.entries(typed).map(([name, value]) => [name.trim(), value.trim()] as const);
  if (fields.length > MAX_FIELDS) errors.push({ path, message: `${path} may be at most ${MAX_FIELDS}.` });
  return Object.fromEntries(
    fields.map(([name, value]) => {
      const problem = path === 'headers' ? headerProblem(name, value) : queryProblem(name, value);
      const was = Object.hasOwn(kept, name) ? (kept[name] ?? null) : null;
      if (was !== null && value === hintOf(was)) return [name, was];
      if (problem !== null) errors.push({ path: `${path}.${name.slice(0, 40)}`, message: problem });
      return [name, value];
    }),
  );
}

function headerProblem(name: string, value: string): string | null {
  if (!HEADER_NAME.test(name)) return `“${name.slice(0, 40)}” is not the name of a header.`;
  if (OURS.test(name)) return `The header ${name} is set by Tempera; the key has a field of its own.`;
  return valueProblem(name, value);
}

function queryProblem(name: string, value: string): string | null {
  if (name === '' || name.length > 100) return 'A field of the query needs a name.';
  return valueProblem(name, value);
}

function valueProblem(name: string, value: string): string | null {
  if (value.startsWith('…')) return `The value of ${name} has to be entered again.`;
  return value.length > MAX_KEY || !PRINTABLE.test(value) ? `The value of ${name} must be plain characters.` : null;
}
