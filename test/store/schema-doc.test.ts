import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { temporaryStore } from '../support/temporary-data.ts';
import { experimentIn, finish, promptOf, startRun } from './support/fixtures.ts';

const DOCUMENT = readFileSync(new URL('../../docs/schema.md', import.meta.url), 'utf8');

/** Tables and their columns as the document lists them: a heading, then a table whose first cells are the columns. */
function documentedTables(): Readonly<Record<string, readonly string[]>> {
  const sections = DOCUMENT.split(/^## /m).slice(1);
  const tables = sections.filter((section) => section.includes('\n| Column |'));
  return Object.fromEntries(
    tables.map((section) => {
      const rows = [...section.matchAll(/^\| ([a-z_]+) \|/gm)].map((match) => match[1] ?? '');
      return [section.slice(0, section.indexOf('\n')), rows];
    }),
  );
}

function exampleQueries(): readonly string[] {
  return [...DOCUMENT.matchAll(/```sql\n([\s\S]*?);\n```/g)].map((match) => match[1] ?? '');
}

test('the document lists every table and column of a new file, in their order, and no other', async () => {
  const { writer } = (await temporaryStore()).database;
  const { rows } = await sql<{ name: string; columns: string }>`
    select tables.name, (select json_group_array(name) from pragma_table_info(tables.name)) as columns
    from sqlite_master as tables
    join pragma_table_list as list on list.name = tables.name and list.schema = 'main'
    where list.type in ('table', 'virtual') and tables.name not like 'sqlite_%'`.execute(writer);
  expect(documentedTables()).toEqual(Object.fromEntries(rows.map(({ name, columns }) => [name, JSON.parse(columns)])));
});

test('the example queries run and give what they say', async () => {
  const { store, database } = await temporaryStore();
  const { experimentId } = await experimentIn(store);
  const prompt = promptOf('And now?', 'Be brief.');
  const { completions } = await startRun(store, experimentId, { sweep: { temperature: [1, 0] }, prompt });
  for (const { id } of completions) await finish(store, id, { cost: { picodollars: 5_000_000n, source: 'reported' } });
  const answers = await Promise.all(exampleQueries().map((query) => sql.raw(query).execute(database.reader)));
  expect(answers.map(({ rows }) => rows)).toEqual([
    [{ month: '2026-03', model: 'gpt-test', completions: 2, usd: 0.00001, unpriced: 0 }],
    [{ notebook: 'Greetings', experiment: 'Hello', version: 1, completions: 2, usd: 0.00001 }],
    [0, 1].map((temperature) => ({
      temperature,
      model: 'gpt-test',
      text: 'Hello!',
      output_tokens: 5,
      asked: 'And now?',
    })),
    [{ week_from: '2026-02-23', model: 'gpt-test', usd: 0.00001, input_tokens: 20, output_tokens: 10 }],
    [
      { id: 2, model: 'gpt-test', temperature: 0, text: 'Hello!' },
      { id: 1, model: 'gpt-test', temperature: 1, text: 'Hello!' },
    ],
    [{ model: 'gpt-test', completions: 2, mean_ms: 80, longest_ms: 80, tokens_per_second: 62.5 }],
  ]);
});
