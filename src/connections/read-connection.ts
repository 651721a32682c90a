import {
  type AddedConnection,
  type ConnectionSecrets,
  MAX_NAME,
  NO_SECRETS,
} from '../domain/models/added-connection.ts';
import { type FieldError, ValidationError } from '../errors.ts';
import { checkBaseUrl, normalBaseUrl } from '../provider/network/base-url.ts';
import type { ServicePreset } from '../provider/presets/preset.ts';
import { presetById } from '../provider/presets/presets.ts';
import { readKey, readKeyEnv, readKeyHeader, readSecretFields } from './read-secrets.ts';

/** A connection as it is typed; what is left out stays as it is, or gets its usual value. */
export interface TypedConnection {
  readonly name?: string | undefined;
  readonly preset?: string | undefined;
  readonly base_url?: string | undefined;
  /** `null`: none. */
  readonly key?: string | null | undefined;
  readonly key_env?: string | null | undefined;
  readonly key_header?: string | null | undefined;
  /** All of them; a value that is still the hint shown for it stays what it is. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly query?: Readonly<Record<string, string>> | undefined;
  readonly plain_http?: boolean | undefined;
  readonly list_prices?: boolean | undefined;
}

export interface ReadConnection {
  readonly connection: Omit<AddedConnection, 'id'>;
  readonly secrets: ConnectionSecrets;
}

const FRESH: Omit<AddedConnection, 'id' | 'name' | 'preset' | 'baseUrl'> = {
  keyEnv: null,
  keyHeader: null,
  plainHttp: false,
  listPrices: false,
  tested: null,
};

/**
 * Reads a new connection, or the changes to one. Under another base URL nothing that was secret or tested before holds any more: whoever
 * changes where requests go must not get the key there with it.
 * @throws ValidationError naming each field that has to be mended
 */
export function readConnection(typed: TypedConnection, before: ReadConnection | null): ReadConnection {
  const errors: FieldError[] = [];
  const preset = readPreset(typed.preset ?? before?.connection.preset ?? 'other', errors);
  const name = readName(typed.name ?? before?.connection.name ?? preset?.label ?? '', errors);
  const plainHttp = typed.plain_http ?? before?.connection.plainHttp ?? false;
  const baseUrl = readBaseUrl(typed.base_url ?? before?.connection.baseUrl ?? preset?.baseUrl ?? '', plainHttp, errors);
  const moved = before !== null && before.connection.baseUrl !== baseUrl;
  const kept = before === null || moved ? { ...FRESH, ...NO_SECRETS } : { ...before.connection, ...before.secrets };
  const secrets = {
    ...readKeys(typed, kept, errors),
    headers: readSecretFields('headers', typed.headers, kept.headers, errors),
    query: readSecretFields('query', typed.query, kept.query, errors),
  };
  const keyHeader =
    typed.key_header === undefined ? (before?.connection.keyHeader ?? null) : readKeyHeader(typed.key_header, errors);
  if (errors.length > 0 || preset === null) throw new ValidationError(errors);
  const { keyEnv, ...own } = secrets;
  return {
    connection: {
      name,
      preset: preset.id,
      baseUrl,
      keyEnv,
      keyHeader,
      plainHttp,
      listPrices: typed.list_prices ?? kept.listPrices,
      tested: kept.tested,
    },
    secrets: own,
  };
}

/** One way of having a key takes the place of the other. */
function readKeys(
  typed: TypedConnection,
  kept: { readonly key: string | null; readonly keyEnv: string | null },
  errors: FieldError[],
): { readonly key: string | null; readonly keyEnv: string | null } {
  const key = readKey(typed.key ?? null, errors);
  const keyEnv = readKeyEnv(typed.key_env ?? null, errors);
  if (key !== null && keyEnv !== null) {
    errors.push({ path: 'key', message: 'Give the key or the variable that holds it, not both.' });
  }
  if (key !== null || keyEnv !== null) return { key, keyEnv };
  return {
    key: typed.key === undefined ? kept.key : null,
    keyEnv: typed.key_env === undefined ? kept.keyEnv : null,
  };
}

function readPreset(id: string, errors: FieldError[]): ServicePreset | null {
  const preset = presetById(id);
  if (preset === null) errors.push({ path: 'preset', message: `There is no preset “${id.slice(0, 40)}”.` });
  return preset;
}

function readName(typed: string, errors: FieldError[]): string {
  const name = typed.replace(/\s+/g, ' ').trim();
  if (name === '') errors.push({ path: 'name', message: 'Give the connection a name.' });
  if (name.length > MAX_NAME) errors.push({ path: 'name', message: `name may have at most ${MAX_NAME} characters.` });
  // It stands before a model's name where both are typed into one field.
  if (/[:\p{Cc}]/u.test(name)) errors.push({ path: 'name', message: 'name must not hold a colon.' });
  // It stands within sentences, and would turn what follows it around.
  if (/\p{Bidi_Control}/u.test(name))
    errors.push({ path: 'name', message: 'name must not hold characters that change the direction of writing.' });
  return name;
}

/** Capitals in the host or path of a preset's address stand for what the person has to put there. */
function readBaseUrl(typed: string, plainHttp: boolean, errors: FieldError[]): string {
  const problem = /\b(NAME|ACCOUNT|WORKSPACE|DEPLOYMENT|HOST|PORT)\b/.test(typed)
    ? 'base_url still holds a word in capitals: put your own name there.'
    : checkBaseUrl(typed, { allowPlainHttp: plainHttp });
  if (problem === null) return normalBaseUrl(typed);
  errors.push({ path: 'base_url', message: problem });
  return '';
}
