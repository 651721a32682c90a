import {
  type Compilable,
  type CompiledQuery,
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Schema, StoreDatabase } from '../schema.ts';

/** Runs a query that was built and compiled once, inside whichever transaction `db` is. */
export type PreparedQuery<Parameters, Row> = (db: StoreDatabase, parameters: Parameters) => Promise<readonly Row[]>;

/**
 * Compiles a query once for the hot path, where building it anew would cost more than running it. `build` gets an
 * object with a placeholder for each parameter, typed as the value that will stand there; it must only hand them on.
 */
export function prepareQuery<Parameters extends object, Row>(
  build: (db: StoreDatabase, placeholders: Parameters) => Compilable<Row>,
): PreparedQuery<Parameters, Row> {
  const names = new Map<unknown, keyof Parameters>();
  const placeholders = new Proxy({} as Parameters, {
    get: (_, name) => {
      const placeholder = new Placeholder();
      names.set(placeholder, name as keyof Parameters);
      return placeholder;
    },
  });
  const compiled = build(BUILDER, placeholders).compile();
  const readers = compiled.parameters.map((value) => {
    const name = names.get(value);
    return name === undefined ? () => value : (parameters: Parameters): unknown => parameters[name];
  });
  return async (db, parameters) => {
    const bound: CompiledQuery<Row> = { ...compiled, parameters: readers.map((read) => read(parameters)) };
    return (await db.executeQuery(bound)).rows;
  };
}

/** The placeholders of these names, for `values` and `set`. */
export function pick<Value, Name extends keyof Value>(value: Value, names: readonly Name[]): Pick<Value, Name> {
  return Object.fromEntries(names.map((name) => [name, value[name]])) as Pick<Value, Name>;
}

class Placeholder {}

/** Only builds and compiles; it has no database behind it. */
const BUILDER: StoreDatabase = new Kysely<Schema>({
  dialect: {
    createDriver: () => new DummyDriver(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  },
});
