import { type Context, Hono } from 'hono';
import * as z from 'zod';
import type { AppDeps } from '../../../app-deps.ts';
import { checks } from '../../../cases/case-fields.ts';
import { draftOfRequest } from '../../../domain/notebook/draft.ts';
import type { Draft } from '../../../domain/notebook/notebook.ts';
import { editablePrompt } from '../../../domain/prompt/prompt-edits.ts';
import type { RunWithPrompt } from '../../../domain/run/run.ts';
import { orNotFound, ValidationError } from '../../../errors.ts';
import { validated } from '../../../platform/input/validated.ts';
import { readCursor, readLimit, readNotebook } from '../../completion-filter.ts';
import { idParam } from '../../http/answer.tsx';
import { parseJson } from '../../http/json-body.ts';
import { readConfirmation } from '../confirmation.ts';
import { earlierRun, idempotentRequest, runKey } from '../idempotency.ts';
import { withKeptImages } from '../images.ts';
import { waitSeconds } from '../wait.ts';
import { lookUpAddedModels, lookUpModels } from './asked-models.ts';
import { type ReadRunBody, readRunBody, runRequest } from './run-body.ts';
import { warningsJson, wholeRunJson } from './run-json.ts';
import { estimateJson, runHeadJson } from './run-shapes.ts';

const PAGE_SIZE = 50;

/** Runs over the API: start, look at, wait for, cancel. */
export function apiRunRoutes(deps: AppDeps) {
  const { store, runner, starter, continuation } = deps;
  return new Hono()
    .post('/runs', async (c) => {
      const json = await parseJson(c);
      const given = readRunBody(await withKeptImages(deps, json));
      const repeatable = idempotentRequest(c, json);
      const earlier = repeatable === null ? null : await earlierRun(deps, repeatable);
      if (earlier !== null) return accepted(c, deps, earlier);
      await deps.checker.validate(given.body.checks ?? []);
      const added = await lookUpAddedModels(deps, given.body);
      const request = runRequest(given, await lookUpModels(deps, given.body), added);
      const experiment = await experimentFor(deps, given, draftOfRequest(editablePrompt(given.prompt), request));
      const { run, repeated } = await starter.start({
        experimentId: experiment.id,
        prompt: given.prompt,
        request,
        ...(given.body.cases === undefined ? {} : { cases: given.body.cases }),
        idempotencyKey: repeatable === null ? null : runKey(repeatable.key),
        ...(repeatable === null ? {} : { requestHash: repeatable.hash }),
        confirmed: given.body.confirm === true,
      });
      // Another request under the same key may have come in between.
      if (repeated && repeatable !== null) await earlierRun(deps, repeatable);
      return accepted(c, deps, run);
    })
    .get('/runs', async (c) => {
      const limit = readLimit(c.req.query('limit'), PAGE_SIZE);
      const runs = await store.runs.list({
        before: readCursor(c.req.query('cursor')),
        limit: limit + 1,
        notebook: readNotebook(c.req.query('notebook')),
      });
      const shown = runs.slice(0, limit);
      return c.json({ runs: shown.map(runHeadJson), next: runs.length > limit ? (shown.at(-1)?.id ?? null) : null });
    })
    .get('/runs/:id', async (c) => {
      const id = idParam(c);
      await runner.wait(id, 1000 * waitSeconds(c), c.req.raw.signal);
      const view = orNotFound(await runner.view(id), 'run');
      return c.json(await wholeRunJson(deps, await deps.judge.upToDate(view)));
    })
    .post('/runs/:id/checks', async (c) => {
      const id = idParam(c);
      const { checks: chosen, confirm: confirmed = false } = validated(checksBody, await parseJson(c));
      const view = orNotFound(await runner.view(id), 'run');
      const { request } = await deps.judge.apply(view, chosen, { confirmed });
      if (request.judgedBy !== undefined) await runner.wait(request.judgedBy, 1000 * waitSeconds(c), c.req.raw.signal);
      const checked = orNotFound(await runner.view(id), 'run');
      return c.json(await wholeRunJson(deps, await deps.judge.upToDate(checked)));
    })
    .post('/runs/:id/cancellation', async (c) => {
      const id = idParam(c);
      orNotFound(await store.runs.get(id), 'run');
      runner.cancelRun(id);
      return c.json({ id }, 202);
    })
    .post('/runs/:id/samples', async (c) => {
      const run = orNotFound(await store.runs.get(idParam(c)), 'run');
      const { more, confirm: confirmed = false } = validated(growthBody, await parseJson(c));
      return accepted(c, deps, await continuation.grow(run, more, { confirmed }));
    })
    .post('/runs/:id/resumption', async (c) => {
      const run = orNotFound(await store.runs.get(idParam(c)), 'run');
      return accepted(c, deps, await continuation.resume(run, await readConfirmation(c)));
    });
}

/** What to judge a run's answers by from now on; `confirm` is for checks that ask a model. */
const checksBody = z.strictObject({ checks, confirm: z.boolean().optional() });

/** How many samples to add to each point of the grid. */
const growthBody = z.strictObject({ more: z.number().int().min(1).max(1_000), confirm: z.boolean().optional() });

/** A run that was started, or goes on. */
function accepted(c: Context, deps: AppDeps, run: RunWithPrompt) {
  c.header('Location', `/api/v1/runs/${run.id}`);
  const { id, status, planned } = run;
  return c.json({ id, status, planned, estimate: estimateJson(run), ...warningsJson(deps, run) }, 202);
}

/** Where the run belongs: the notebook that was named, else the one that collects API runs. */
async function experimentFor({ store }: AppDeps, { body }: ReadRunBody, draft: Draft) {
  if (body.notebook === undefined)
    return store.cells.experimentForApiRuns((await store.notebooks.forApiRuns()).id, draft);
  const notebook = await store.notebooks.get(body.notebook);
  if (notebook === null)
    throw new ValidationError([{ path: 'notebook', message: `There is no notebook ${body.notebook}.` }]);
  return store.cells.experimentForApiRuns(notebook.id, draft);
}
