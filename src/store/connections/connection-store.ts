import type { AddedConnection, ConnectionSecrets, ConnectionTests } from '../../domain/models/added-connection.ts';

/** The connections that people add. */
export interface ConnectionStore {
  /** Those that are there, in the order in which they were added. */
  list(): Promise<readonly AddedConnection[]>;
  /** The names of all there ever were, removed ones as well, by id. */
  names(): Promise<ReadonlyMap<string, string>>;
  add(connection: AddedConnection, now: Date): Promise<void>;
  change(connection: AddedConnection): Promise<void>;
  /** Its id stays taken, and its name is kept for the history. */
  remove(id: string, now: Date): Promise<void>;
  keepTests(id: string, tests: ConnectionTests): Promise<void>;
}

/** Their keys, and the values of their headers and queries, in a file of their own beside the data file. */
export interface ConnectionSecretStore {
  /** By connection; `baseUrl` is where they may go, and nowhere else. */
  all(): Promise<ReadonlyMap<string, KeptSecrets>>;
  keep(id: string, secrets: KeptSecrets): Promise<void>;
  forget(id: string): Promise<void>;
}

export interface KeptSecrets extends ConnectionSecrets {
  readonly baseUrl: string;
}
