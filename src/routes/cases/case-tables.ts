import { Hono } from 'hono';
import type { AppDeps } from '../../app-deps.ts';
import { type Case, caseJson } from '../../domain/cases/case.ts';
import type { Variables } from '../../domain/prompt/prompt.ts';
import { orNotFound } from '../../errors.ts';
import { csvLine } from '../../platform/csv-line.ts';
import { idParam } from '../http/answer.tsx';
import { streamed } from '../http/streamed.ts';

type Parts = () => AsyncIterable<readonly Case[]>;

/** The cases of an experiment as files that can be imported again: a table for spreadsheets, or lines as the API takes them. */
export function caseTableRoutes({ store }: Pick<AppDeps, 'store'>) {
  async function partsOf(experiment: number): Promise<Parts> {
    orNotFound(await store.cells.experiment(experiment), 'experiment');
    const set = (await store.cases.ofExperiment(experiment))?.set ?? null;
    const id = orNotFound(set, 'case');
    return () => store.cases.partsOfSet(id);
  }
  return new Hono()
    .get('/experiments/:id/cases.csv', async (c) =>
      streamed(c, csvOf(await partsOf(idParam(c))), { type: 'text/csv; charset=utf-8', file: 'cases.csv' }),
    )
    .get('/experiments/:id/cases.jsonl', async (c) =>
      streamed(c, jsonLinesOf(await partsOf(idParam(c))), {
        type: 'application/jsonl; charset=utf-8',
        file: 'cases.jsonl',
      }),
    );
}

async function* jsonLinesOf(parts: Parts): AsyncGenerator<string> {
  for await (const part of parts()) yield part.map((one) => `${JSON.stringify(caseJson(one))}\n`).join('');
}

/** A column for each variable that any case fills, and for the message where any case is one; the set is gone through twice. */
async function* csvOf(parts: Parts): AsyncGenerator<string> {
  const names = new Set<string>();
  let hasMessages = false;
  for await (const part of parts()) {
    for (const { input } of part) {
      if ('message' in input) hasMessages = true;
      else for (const name of Object.keys(input.variables)) names.add(name);
    }
  }
  const columns = [...(hasMessages ? ['message'] : []), ...names];
  // A byte order mark: without it Excel reads the file in the code page of its country.
  yield `\uFEFF${csvLine([...columns, 'expected', 'name', 'note'])}`;
  for await (const part of parts()) yield part.map((one) => csvRow(one, columns)).join('');
}

function csvRow({ input, expected, name, note }: Case, columns: readonly string[]): string {
  const values: Variables = 'message' in input ? { message: input.message } : input.variables;
  return csvLine([
    ...columns.map((column) => (Object.hasOwn(values, column) ? (values[column] ?? null) : null)),
    expected,
    name,
    note ?? null,
  ]);
}
