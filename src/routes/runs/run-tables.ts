import { type Context, Hono } from 'hono';
import type { AppDeps } from '../../app-deps.ts';
import { orNotFound } from '../../errors.ts';
import { runTable, tableAsCsv, tableAsMarkdown } from '../../results/run-table.ts';
import { chosenView, shownColumns } from '../experiments/cell-props.ts';
import { idParam } from '../http/answer.tsx';

/** A run as a table to paste into a report or a spreadsheet. */
export function runTableRoutes(deps: AppDeps) {
  return new Hono()
    .get('/runs/:id/table.md', async (c) => {
      c.header('Content-Type', 'text/markdown; charset=utf-8');
      return c.body(tableAsMarkdown(await tableOf(c, deps)));
    })
    .get('/runs/:id/table.csv', async (c) => {
      c.header('Content-Type', 'text/csv; charset=utf-8');
      return c.body(tableAsCsv(await tableOf(c, deps)));
    });
}

async function tableOf(c: Context, deps: AppDeps) {
  const view = orNotFound(await deps.runner.view(idParam(c)), 'run');
  const { fold } = await chosenView(deps, view);
  return runTable(view, shownColumns(deps, view, fold));
}
