/** A service that a person added, as it is kept in the data file: everything but what is secret. */
export interface AddedConnection {
  /** Given once: not even after the connection was removed is it another one's. */
  readonly id: string;
  readonly name: string;
  /** The preset it was made from, which says how the service is asked. */
  readonly preset: string;
  readonly baseUrl: string;
  /** The environment variable that holds its key; `null`: none does. */
  readonly keyEnv: string | null;
  /** The header that carries its key; `null`: the usual one of its preset. */
  readonly keyHeader: string | null;
  /** Whether it may be asked over http on the person's own network. */
  readonly plainHttp: boolean;
  /** The person's word that list prices hold for it, though its address is nobody's who publishes prices. */
  readonly listPrices: boolean;
  /** What its last test found. */
  readonly tested: ConnectionTests | null;
}

/** What is sent to prove who asks. It is kept in a file of its own, and goes to `baseUrl` alone. */
export interface ConnectionSecrets {
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

export const NO_SECRETS: ConnectionSecrets = { key: null, headers: {}, query: {} };

/** One thing that a test of a connection looked at; `ok` is `null` where it could not be found out. */
export interface ConnectionTest {
  readonly name: string;
  readonly ok: boolean | null;
  readonly sentence: string;
}

export interface ConnectionTests {
  /** ISO 8601. */
  readonly at: string;
  /** The model that was asked; `null`: none was. */
  readonly model: string | null;
  readonly tests: readonly ConnectionTest[];
}

export const MAX_NAME = 60;

/** What a name stands as in addresses and in the data file: small letters, digits and hyphens. */
export function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
  return slug === '' ? 'service' : slug;
}
