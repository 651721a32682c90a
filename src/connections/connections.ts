import {
  type AddedConnection,
  type ConnectionSecrets,
  type ConnectionTests,
  NO_SECRETS,
  slugOf,
} from '../domain/models/added-connection.ts';
import type { Connection } from '../domain/models/connection.ts';
import { AppError, orNotFound, ValidationError } from '../errors.ts';
import { inTurn } from '../platform/in-turn.ts';
import { type ConnectionRegistry, OWN_IDS } from '../provider/connections.ts';
import type { Provider } from '../provider/provider.ts';
import type { ConnectionSecretStore, ConnectionStore } from '../store/connections/connection-store.ts';
import { type ReadConnection, readConnection, type TypedConnection } from './read-connection.ts';
import { hintOf } from './read-secrets.ts';

/** A connection as people see it: of what is secret, only hints. */
export interface ConnectionDetails {
  readonly connection: Connection;
  /** `null` of one that nobody added. */
  readonly added: AddedConnection | null;
  /** Hints of the values, by name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

export interface ConnectionsDeps {
  readonly store: { readonly connections: ConnectionStore; readonly connectionSecrets: ConnectionSecretStore };
  readonly provider: Pick<Provider, 'connections' | 'connection'> & ConnectionRegistry;
  /** Drops all that was learned of a connection by asking it. */
  readonly forget: (connection: string) => Promise<void>;
  /** The key in an environment variable, as it was at the start; `null` where it is not set. */
  readonly namedKey: (variable: string) => string | null;
  /** Told of each secret, so that no log holds it. */
  readonly onSecret: (secret: string) => void;
  readonly now: () => Date;
}

/** The services that people add: kept, and open to be asked from that moment on. */
export class Connections {
  readonly #deps: ConnectionsDeps;
  readonly #inTurn = inTurn();
  #added = new Map<string, ReadConnection & { readonly connection: AddedConnection }>();
  /** Names of all there ever were, by id. */
  #names: ReadonlyMap<string, string> = new Map();

  private constructor(deps: ConnectionsDeps) {
    this.#deps = deps;
  }

  /** Opens what is kept. A key that belongs to another base URL than its connection has goes nowhere. */
  static async open(deps: ConnectionsDeps): Promise<Connections> {
    const made = new Connections(deps);
    const { connections, connectionSecrets } = deps.store;
    const [list, names] = await Promise.all([connections.list(), connections.names()]);
    const secrets = list.length === 0 ? new Map() : await connectionSecrets.all();
    made.#names = names;
    for (const connection of list) {
      const kept = secrets.get(connection.id);
      made.#keep(connection, kept?.baseUrl === connection.baseUrl ? kept : NO_SECRETS);
    }
    return made;
  }

  /** All there are, those that nobody added as well, in the order in which they are offered. */
  list(): readonly ConnectionDetails[] {
    return this.#deps.provider.connections().map((connection) => this.#details(connection));
  }

  /** @throws AppError 404 */
  details(id: string): ConnectionDetails {
    return this.#details(orNotFound(this.#deps.provider.connection(id), 'connection'));
  }

  /** What a connection is called, one that was removed as well; an id that there never was is its own name. */
  nameOf(id: string): string {
    return this.#deps.provider.connection(id)?.label ?? this.#names.get(id) ?? id;
  }

  /** What connections are called, by id: those that are there, and those of the page that were removed. */
  names(): Readonly<Record<string, string>> {
    const there = this.#deps.provider.connections().map(({ id, label }) => [id, label] as const);
    return Object.fromEntries([...this.#names, ...there]);
  }

  /** @throws ValidationError */
  add(typed: TypedConnection): Promise<ConnectionDetails> {
    return this.#inTurn(async () => {
      const read = readConnection(typed, null);
      this.#refuseTakenName(read.connection.name, null);
      const connection = { ...read.connection, id: this.#freeId(read.connection.name) };
      await this.#deps.store.connectionSecrets.keep(connection.id, {
        ...read.secrets,
        baseUrl: connection.baseUrl,
      });
      await this.#deps.store.connections.add(connection, this.#deps.now());
      return this.#keep(connection, read.secrets);
    });
  }

  /** Changes what is given. @throws AppError 404, 409 for one that nobody added, ValidationError */
  change(id: string, typed: TypedConnection): Promise<ConnectionDetails> {
    return this.#inTurn(async () => {
      const before = this.#own(id);
      const read = readConnection(typed, before);
      this.#refuseTakenName(read.connection.name, id);
      const connection = { ...read.connection, id };
      const moved = connection.baseUrl !== before.connection.baseUrl;
      // The keys first: should the rest fail, they belong to an address that the connection does not have.
      await this.#deps.store.connectionSecrets.keep(id, { ...read.secrets, baseUrl: connection.baseUrl });
      await this.#deps.store.connections.change(connection);
      if (moved) await this.#deps.forget(id);
      return this.#keep(connection, read.secrets);
    });
  }

  /** Its key goes; its name stays for the history, and its id is not given again. @throws AppError 404, 409 */
  remove(id: string): Promise<void> {
    return this.#inTurn(async () => {
      this.#own(id);
      await this.#deps.store.connectionSecrets.forget(id);
      await this.#deps.store.connections.remove(id, this.#deps.now());
      this.#added.delete(id);
      this.#deps.provider.drop(id);
      await this.#deps.forget(id);
    });
  }

  /** Keeps what a test found, unless the connection goes elsewhere by now. */
  keepTests(id: string, baseUrl: string | null, tested: ConnectionTests): Promise<void> {
    return this.#inTurn(async () => {
      const own = this.#added.get(id);
      if (own === undefined || own.connection.baseUrl !== baseUrl) return;
      await this.#deps.store.connections.keepTests(id, tested);
      this.#added.set(id, { ...own, connection: { ...own.connection, tested } });
    });
  }

  #keep(connection: AddedConnection, secrets: ConnectionSecrets): ConnectionDetails {
    const { provider, namedKey, onSecret } = this.#deps;
    const { key, headers, query } = secrets;
    const sent = { key: connection.keyEnv === null ? key : namedKey(connection.keyEnv), headers, query };
    this.#names = new Map([...this.#names, [connection.id, connection.name]]);
    this.#added.set(connection.id, { connection, secrets: { key, headers, query } });
    for (const secret of [sent.key, ...Object.values(headers), ...Object.values(query)]) {
      if (secret !== null) onSecret(secret);
    }
    provider.keep(connection, sent);
    return this.details(connection.id);
  }

  #details(connection: Connection): ConnectionDetails {
    const own = this.#added.get(connection.id);
    return {
      connection,
      added: own?.connection ?? null,
      headers: hints(own?.secrets.headers),
      query: hints(own?.secrets.query),
    };
  }

  #own(id: string) {
    const own = this.#added.get(id);
    if (own !== undefined) return own;
    orNotFound(this.#deps.provider.connection(id), 'connection');
    throw new AppError(
      409,
      'not-added',
      `${this.nameOf(id)} was not added here, so it cannot be changed here: see docs/configuration.md.`,
    );
  }

  #refuseTakenName(name: string, own: string | null): void {
    const same = this.#deps.provider
      .connections()
      .find(({ id, label }) => id !== own && label.toLowerCase() === name.toLowerCase());
    if (same === undefined) return;
    throw new ValidationError([{ path: 'name', message: `There is a connection called “${same.label}” already.` }]);
  }

  #freeId(name: string): string {
    const slug = slugOf(name);
    const taken = (id: string) => OWN_IDS.includes(id) || this.#names.has(id);
    let id = slug;
    for (let number = 2; taken(id); number += 1) id = `${slug}-${number}`;
    return id;
  }
}

function hints(values: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, hintOf(value)]));
}
