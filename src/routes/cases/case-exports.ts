import { type Context, Hono } from 'hono';
import type { AppDeps } from '../../app-deps.ts';
import { type Case, caseText, promptForCase } from '../../domain/cases/case.ts';
import { promptMessages } from '../../domain/prompt/prompt.ts';
import type { RunView } from '../../domain/run/run.ts';
import { orNotFound } from '../../errors.ts';
import { csvLine } from '../../platform/csv-line.ts';
import { type CaseResult, caseResults, preferencePairs } from '../../results/cases/case-export.ts';
import { idParam } from '../http/answer.tsx';

const CSV_COLUMNS = ['case', 'name', 'asks', 'expected', 'column', 'sample', 'answer', 'passed', 'note'];

/** What a run says of its cases, as files: tables, pairs for preference tuning, chats with the expected answers. */
export function caseExportRoutes(deps: AppDeps) {
  return new Hono()
    .get('/runs/:id/cases.csv', async (c) => {
      const { results } = await resultsOf(c, deps);
      return file(c, [csvLine(CSV_COLUMNS), ...results.map(csvRow)].join(''), 'csv');
    })
    .get('/runs/:id/cases.jsonl', async (c) => file(c, jsonLines((await resultsOf(c, deps)).results), 'jsonl'))
    .get('/runs/:id/preferences.jsonl', async (c) => {
      const { results, messagesOf } = await resultsOf(c, deps);
      return file(c, jsonLines(preferencePairs(results, messagesOf)), 'jsonl');
    })
    .get('/runs/:id/chats.jsonl', async (c) => {
      const { cases, messagesOf } = await resultsOf(c, deps);
      const chats = cases.flatMap(({ expected }, place) =>
        expected === null ? [] : [{ messages: [...messagesOf(place), { role: 'assistant', content: expected }] }],
      );
      return file(c, jsonLines(chats), 'jsonl');
    });
}

async function resultsOf(c: Context, { runner, store }: AppDeps) {
  const view: RunView = orNotFound(await runner.view(idParam(c)), 'run');
  const cases: readonly Case[] = await store.cases.ofSet(orNotFound(view.run.caseSet, 'case'));
  const messagesOf = (place: number) => {
    const one = cases[place];
    return promptMessages(one === undefined ? view.run.prompt : promptForCase(view.run.prompt, one));
  };
  return { cases, results: caseResults(view, cases), messagesOf };
}

function csvRow(result: CaseResult): string {
  const { case: place, name, input, expected, column, sample, text, passed, note } = result;
  const verdict = passed === null ? null : String(passed);
  return csvLine([place, name, caseText({ input }), expected, column, sample, text, verdict, note]);
}

function jsonLines(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

function file(c: Context, text: string, format: 'csv' | 'jsonl') {
  c.header('Content-Type', format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl; charset=utf-8');
  c.header('Content-Disposition', `attachment; filename="${c.req.path.split('/').at(-1)}"`);
  return c.body(text);
}
