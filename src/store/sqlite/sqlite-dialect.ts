import { setTimeout as delay } from 'node:timers/promises';
import type { Database, Statement } from 'better-sqlite3';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { translateError } from '../translate-error.ts';

/** How long a locked file is tried again, and how long between two tries; the event loop is free in between. */
const MAX_WAIT_MS = 15_000;
const PAUSE_MS = 100;
const MAX_STATEMENTS = 500;

/**
 * Kysely's SQLite dialect with a driver of our own: it keeps prepared statements, begins transactions as writers (so
 * that a lock is met at the start, where trying again is safe), waits for a locked file without blocking the event
 * loop, and turns SQLite's errors into `StoreError`. The handle is closed by whoever opened it.
 */
export class SqliteDialect implements Dialect {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  createDriver = (): Driver => new SqliteDriver(this.#database);
  createQueryCompiler = () => new SqliteQueryCompiler();
  createAdapter = () => new SqliteAdapter();
  createIntrospector = (db: Kysely<unknown>) => new SqliteIntrospector(db);
}

/** The same query, answered with arrays of its columns' values instead of objects, which are slow to make for many rows. */
export function arraysOf<Value>(query: CompiledQuery): CompiledQuery<readonly Value[]> {
  const asArrays: CompiledQuery & AsArrays = { ...query, [AS_ARRAYS]: true };
  return asArrays as CompiledQuery<readonly Value[]>;
}

const AS_ARRAYS = Symbol('as arrays');

interface AsArrays {
  readonly [AS_ARRAYS]?: boolean;
}

class SqliteDriver implements Driver {
  readonly #database: Database;
  readonly #connection: SqliteConnection;
  readonly #turns = new Turns();

  constructor(database: Database) {
    this.#database = database;
    this.#connection = new SqliteConnection(database);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    await this.#turns.take();
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {
    this.#turns.pass();
  }

  async beginTransaction(): Promise<void> {
    await this.#connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  async commitTransaction(): Promise<void> {
    await this.#connection.executeQuery(CompiledQuery.raw('commit'));
  }

  /** SQLite has rolled back by itself after some errors, a full disk among them. */
  async rollbackTransaction(): Promise<void> {
    if (this.#database.inTransaction) await this.#connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  /** Waits for what is under way. */
  async destroy(): Promise<void> {
    await this.#turns.take();
  }
}

class SqliteConnection implements DatabaseConnection {
  readonly #database: Database;
  readonly #statements = new Map<string, Statement<unknown[]>>();
  readonly #arrayStatements = new Map<string, Statement<unknown[]>>();

  constructor(database: Database) {
    this.#database = database;
  }

  async executeQuery<Row>({
    sql,
    parameters,
    [AS_ARRAYS]: asArrays = false,
  }: CompiledQuery & AsArrays): Promise<QueryResult<Row>> {
    const deadline = performance.now() + MAX_WAIT_MS;
    for (;;) {
      try {
        return run<Row>(asArrays ? this.#prepareForArrays(sql) : this.#prepare(sql), parameters);
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw translateError(error, this.#database.name);
      }
      await delay(PAUSE_MS);
    }
  }

  async *streamQuery<Row>({ sql, parameters }: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    try {
      for (const row of this.#database.prepare(sql).iterate(parameters)) yield { rows: [row as Row] };
    } catch (error) {
      throw translateError(error, this.#database.name);
    }
  }

  #prepare(sql: string): Statement<unknown[]> {
    return kept(this.#statements, sql, () => this.#database.prepare(sql));
  }

  #prepareForArrays(sql: string): Statement<unknown[]> {
    return kept(this.#arrayStatements, sql, () => this.#database.prepare<unknown[]>(sql).raw());
  }
}

function kept(
  statements: Map<string, Statement<unknown[]>>,
  sql: string,
  prepare: () => Statement<unknown[]>,
): Statement<unknown[]> {
  const known = statements.get(sql);
  if (known !== undefined) return known;
  if (statements.size >= MAX_STATEMENTS) statements.clear();
  const statement = prepare();
  statements.set(sql, statement);
  return statement;
}

function run<Row>(statement: Statement<unknown[]>, parameters: readonly unknown[]): QueryResult<Row> {
  if (statement.reader) return { rows: statement.all(parameters) as Row[] };
  const { changes, lastInsertRowid } = statement.run(parameters);
  return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
}

/** One at a time, first come, first served: there is one connection. */
class Turns {
  #taken = false;
  readonly #waiting: (() => void)[] = [];

  async take(): Promise<void> {
    if (this.#taken) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#taken = true;
  }

  pass(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#taken = false;
    else next();
  }
}
