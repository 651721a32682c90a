import type { AddedConnection, ConnectionTests } from '../../domain/models/added-connection.ts';
import type { OpenDatabase } from '../file/open-database.ts';
import type { ConnectionsTable, StoreDatabase } from '../schema.ts';
import type { ConnectionStore } from './connection-store.ts';

/** Connections in the data file, but for what is secret of them. */
export function connectionStore({ writer, reader }: OpenDatabase): ConnectionStore {
  return {
    list: () => list(reader),
    names: () => names(reader),
    add: (connection, now) => add(writer, connection, now),
    change: (connection) => change(writer, connection),
    remove: (id, now) => remove(writer, id, now),
    keepTests: (id, tests) => keepTests(writer, id, tests),
  };
}

async function list(db: StoreDatabase): Promise<readonly AddedConnection[]> {
  const rows = await db
    .selectFrom('connections')
    .select(['id', 'name', 'preset', 'base_url', 'key_env', 'key_header', 'plain_http', 'list_prices', 'tested'])
    .where('removed_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(toConnection);
}

async function names(db: StoreDatabase): Promise<ReadonlyMap<string, string>> {
  const rows = await db.selectFrom('connections').select(['id', 'name']).execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

async function add(db: StoreDatabase, connection: AddedConnection, now: Date): Promise<void> {
  await db
    .insertInto('connections')
    .values({ id: connection.id, ...toColumns(connection), created_at: now.getTime() })
    .execute();
}

async function change(db: StoreDatabase, connection: AddedConnection): Promise<void> {
  await db.updateTable('connections').set(toColumns(connection)).where('id', '=', connection.id).execute();
}

async function remove(db: StoreDatabase, id: string, now: Date): Promise<void> {
  await db.updateTable('connections').set({ removed_at: now.getTime() }).where('id', '=', id).execute();
}

async function keepTests(db: StoreDatabase, id: string, tests: ConnectionTests): Promise<void> {
  await db
    .updateTable('connections')
    .set({ tested: JSON.stringify(tests) })
    .where('id', '=', id)
    .execute();
}

type Columns = Omit<ConnectionsTable, 'id' | 'created_at' | 'removed_at'>;

function toColumns(connection: AddedConnection): Columns {
  return {
    name: connection.name,
    preset: connection.preset,
    base_url: connection.baseUrl,
    key_env: connection.keyEnv,
    key_header: connection.keyHeader,
    plain_http: connection.plainHttp ? 1 : 0,
    list_prices: connection.listPrices ? 1 : 0,
    tested: connection.tested === null ? null : JSON.stringify(connection.tested),
  };
}

function toConnection(row: Columns & Pick<ConnectionsTable, 'id'>): AddedConnection {
  return {
    id: row.id,
    name: row.name,
    preset: row.preset,
    baseUrl: row.base_url,
    keyEnv: row.key_env,
    keyHeader: row.key_header,
    plainHttp: row.plain_http === 1,
    listPrices: row.list_prices === 1,
    tested: row.tested === null ? null : (JSON.parse(row.tested) as ConnectionTests),
  };
}
