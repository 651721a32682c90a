import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { DataFilePage } from '../../views/settings/data-file-page.tsx';
import type { AppDeps } from '../app-deps.ts';
import { oldBefore } from '../domain/history/retention.ts';
import { orNotFound } from '../errors.ts';
import { validated } from '../platform/input/validated.ts';
import { page, pageContext } from './http/answer.tsx';
import { formOf } from './http/form.ts';

const days = z.coerce.number('Days must be a number.').int('Days must be a whole number.').min(1).max(36_500);
const retentionForm = z.object({ days });
const scheduleForm = z.object({ daily: z.literal('on').optional(), days });
const restorationForm = z.object({ name: z.string().max(100) });

/** Looking after the data file: its size, copies of it, what is old in it. */
export function dataFileRoutes(deps: AppDeps) {
  const { dataFile } = deps.store;
  const show = async (c: Context, done: string | null) =>
    page(
      c,
      <DataFilePage
        facts={await dataFile.facts()}
        retention={await deps.retention.retention()}
        done={done}
        context={pageContext(deps)}
      />,
    );

  return new Hono()
    .get('/settings/data', (c) => show(c, DONE.get(c.req.query('done') ?? '') ?? null))
    .post('/settings/data/backups', async (c) => {
      await dataFile.backUp(new Date());
      return c.redirect('/settings/data?done=backup', 303);
    })
    .post('/settings/data/restorations', async (c) => {
      const { name } = validated(restorationForm, Object.fromEntries(await formOf(c)));
      orNotFound((await dataFile.stageRestore(name)) ? name : null, 'backup');
      return c.redirect('/settings/data?done=restoration', 303);
    })
    .post('/settings/data/restorations/cancellation', async (c) => {
      await dataFile.unstageRestore();
      return c.redirect('/settings/data', 303);
    })
    .post('/settings/data/vacuums', async (c) => {
      await dataFile.vacuum();
      return c.redirect('/settings/data?done=vacuum', 303);
    })
    .post('/settings/data/retentions', async (c) => {
      const { days } = validated(retentionForm, Object.fromEntries(await formOf(c)));
      const now = new Date();
      const forgotten = await dataFile.forgetAnswers(oldBefore(days, now), { now });
      return await show(c, `The text of ${forgotten} answers was deleted; their figures are kept.`);
    })
    .post('/settings/data/retention', async (c) => {
      const { daily, days } = validated(scheduleForm, Object.fromEntries(await formOf(c)));
      await deps.retention.change(daily === undefined ? null : days);
      return c.redirect(`/settings/data?done=${daily === undefined ? 'retention-off' : 'retention'}`, 303);
    });
}

/** What is said after a redirect. Only these words, whatever the address says. */
const DONE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    backup: 'The copy is made and was checked.',
    restoration: 'The backup was checked. It takes the place of the data file when Tempera starts next.',
    retention: 'Old answers are deleted every day from now on, beginning now.',
    'retention-off': 'Old answers are no longer deleted by themselves.',
    vacuum: 'The data file was compacted.',
  }),
);
