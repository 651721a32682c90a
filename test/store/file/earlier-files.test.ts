import { createHash } from 'node:crypto';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import { recountDailyCosts } from '../../../src/store/costs/rollups.ts';
import { createStore } from '../../../src/store/create-store.ts';
import { openDatabase } from '../../../src/store/file/open-database.ts';
import { MIGRATIONS } from '../../../src/store/migrations/ledger.ts';
import { SqliteDialect } from '../../../src/store/sqlite/sqlite-dialect.ts';
import { temporaryFolder } from '../../support/temporary-data.ts';
import { folderOfVersion, VERSIONS } from '../support/earlier-file.ts';

const ALL = { before: null, limit: 100 } as const;

interface Before {
  readonly answers: readonly Readonly<Record<string, unknown>>[];
  readonly sums: Readonly<Record<string, unknown>>;
}

/** What the file says before anything of today has touched it; attempts that were asked again cost, too. */
function read(path: string): Before {
  const file = new BetterSqlite3(path, { readonly: true });
  const answers = file
    .prepare('select id, text, status, input_tokens, output_tokens, cost_pico from completions order by id')
    .all() as Before['answers'];
  const sums = file
    .prepare(
      `select (select count(*) from completions) as completions, sum(input_tokens) as inputTokens,
        sum(output_tokens) as outputTokens from (select input_tokens, output_tokens from completions
        union all select input_tokens, output_tokens from earlier_attempts)`,
    )
    .get() as Before['sums'];
  file.close();
  return { answers, sums };
}

test.each(VERSIONS)('a file of schema %i keeps its answers, figures, roll-ups and search', async (version) => {
  const { folder, path } = folderOfVersion(version);
  const before = read(path);
  expect(before.sums).toEqual({ completions: 8, inputTokens: 124, outputTokens: 69 });
  const database = await openDatabase(folder);
  const store = await createStore(database);

  expect(read(path)).toEqual(before);
  expect(await store.history.totals({})).toMatchObject({ ...before.sums, costPicodollars: 0n, unpriced: 0 });
  const sums = await store.history.costs(['day', 'model', 'temperature'], {});
  expect(sums.reduce((total, { completions }) => total + completions, 0)).toBe(8);
  const kept = await database.writer.selectFrom('daily_costs').selectAll().execute();
  const recounted = await recountDailyCosts(database.writer);
  expect(inOrder(kept)).toEqual(inOrder(recounted));
  const found = async (q: string) => (await store.history.page({ q }, ALL)).rows.map(({ id }) => id);
  expect(await found('tea')).toEqual([6, 5, 4, 3, 2, 1]);
  expect(await found('日本語')).toEqual([8, 7]);
  expect(await found('examples')).toEqual(idsWith(before, 'examples'));
  expect((await store.notebooks.list('')).map(({ title, cells }) => [title, cells])).toEqual([['API runs', 1]]);
  await store.close();
});

test.each(VERSIONS)('a file of schema %i can be asked again and goes on being counted', async (version) => {
  const { folder } = folderOfVersion(version);
  const database = await openDatabase(folder);
  const store = await createStore(database);
  await store.completions.write([{ type: 'requeued', id: 8 }]);
  expect(await store.history.totals({ status: 'done' })).toMatchObject({ completions: 7 });
  expect(inOrder(await database.writer.selectFrom('daily_costs').selectAll().execute())).toEqual(
    inOrder(await recountDailyCosts(database.writer)),
  );
  await store.close();
});

/** What each migration runs on a filled file of the schema before it. A migration that somebody's file has been through never changes. */
const FROZEN: Readonly<Record<string, string>> = {
  '0001-first': '1f0443a710f92b71',
  '0002-workbench': 'ee8675297c430c73',
  '0003-history': '1dec41b52398c82f',
  '0004-spending': '7b194330ba91b83e',
  '0005-costs': '7aeb46de8e235cb1',
  '0006-remembered': '2bedda9914b3279c',
  '0007-draft-trails': '281c36638cff3a7f',
  '0008-services': '36e6079ceb4cbbc5',
  '0009-request-hashes': '4a757253adf85029',
  '0010-starters': '9d60e53db968e880',
  '0011-cases': '24365093317a92a5',
  '0012-experiment-cases': 'c4aae69305e5d692',
  '0013-connections': '26ff800edfb45399',
  '0014-passed': 'bb26f1c095efab5d',
  '0015-reporting-zones': '6a6e7208e11b952b',
  '0016-tool-calls': '69f450c79a65f47d',
  '0017-images': 'dc09a2999b0da88f',
  '0018-case-notes': '4c6c1cf59b6fc14f',
  '0019-image-dates': '37d5d7e1ea4585d0',
};

test.each(MIGRATIONS.map(({ name }, index) => [name, index] as const))(
  'the migration %s runs the statements it always ran',
  async (name, index) => {
    expect(hashOf(await statementsOf(index))).toBe(FROZEN[name]);
  },
);

/** Where there is no file of the schema before, the one before that is brought to it. */
async function statementsOf(index: number): Promise<readonly unknown[]> {
  const version = VERSIONS.findLast((known) => known <= index);
  const path = version === undefined ? join(temporaryFolder(), 'tempera.db') : folderOfVersion(version).path;
  const handle = new BetterSqlite3(path);
  const ran: unknown[] = [];
  const db = new Kysely<unknown>({
    dialect: new SqliteDialect(handle),
    log: ({ query }) => void ran.push([query.sql, query.parameters]),
  });
  for (const { up } of MIGRATIONS.slice(version ?? 0, index)) await up(db);
  ran.length = 0;
  await MIGRATIONS[index]?.up(db);
  await db.destroy();
  handle.close();
  return ran;
}

function hashOf(statements: readonly unknown[]): string {
  const text = JSON.stringify(statements, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function idsWith({ answers }: Before, word: string): readonly unknown[] {
  return answers
    .filter(({ text }) => String(text).includes(word))
    .map(({ id }) => id)
    .reverse();
}

function inOrder(rows: readonly object[]): readonly string[] {
  // Sums of money come as numbers or as text, by who reads them.
  const text = (row: object) =>
    JSON.stringify(
      Object.entries(row)
        .sort()
        .map(([name, value]) => [name, String(value)]),
    );
  return rows.map(text).sort();
}
