import { type Context, Hono } from 'hono';
import { CostSheet } from '../../../views/completions/cost-sheet.tsx';
import { RawExchange } from '../../../views/completions/raw.tsx';
import { NextPiece } from '../../../views/completions/text-piece.tsx';
import { RunReplacement } from '../../../views/runs/run-changes.tsx';
import { RunPage } from '../../../views/runs/run-page.tsx';
import type { AppDeps } from '../../app-deps.ts';
import { DEFAULT_SETTINGS, type ViewSettings } from '../../domain/notebook/notebook.ts';
import { canBeAskedAgain } from '../../domain/run/completion.ts';
import { askedModels } from '../../domain/run/run.ts';
import { AppError, importedError, orNotFound, ValidationError } from '../../errors.ts';
import { attachment } from '../../platform/attachment.ts';
import { chosenView, measuresSoon, resultsProps } from '../experiments/cell-props.ts';
import { fragment, idParam, page, pageContext } from '../http/answer.tsx';
import { askingFirst, confirmationOf, readConfirmation } from '../http/confirm-first.tsx';
import { formOf } from '../http/form.ts';
import { liveStream } from '../live/live-stream.tsx';
import { codeShapes } from './completion-code.ts';
import { rawExchange } from './raw-exchange.ts';
import { whatIfProps } from './what-if.tsx';

/** Runs and their completions, as pages see them. */
export function runRoutes(deps: AppDeps) {
  const { store, runner, continuation, drafts } = deps;
  return new Hono()
    .get('/runs/:id', async (c) => {
      const view = orNotFound(await runner.view(idParam(c)), 'run');
      const [messages, notebook, chosen, whatIf] = await Promise.all([
        store.runs.messagesByVariant(view.run.id),
        store.notebooks.get(view.run.notebookId),
        chosenView(deps, view),
        whatIfProps(
          deps,
          c.req.query(),
          askedModels(view.run.request).map(({ model }) => model),
        ),
      ]);
      await measuresSoon(deps, view, chosen);
      return page(
        c,
        <RunPage
          {...resultsProps(deps, view, chosen)}
          messages={[...messages].map(([variant, list]) => ({ variant, messages: list }))}
          notebookTitle={notebook?.title ?? 'Deleted notebook'}
          live={runner.isLive(view.run.id)}
          choices={whatIf.choices}
          would={whatIf.chosen}
          context={pageContext(deps)}
        />,
      );
    })
    .put('/runs/:id/view', async (c) => {
      const view = orNotFound(await runner.view(idParam(c)), 'run');
      const asked = await formOf(c);
      const experiment = await store.cells.experiment(view.run.experimentId);
      const shown = viewSettings(asked);
      if (experiment !== null) {
        await drafts.change(experiment.id, null, {
          typed: (draft) => ({ ...draft, settings: { ...draft.settings, ...shown } }),
        });
      }
      const settings = { ...(experiment?.draft.settings ?? DEFAULT_SETTINGS), ...shown };
      await measuresSoon(deps, view, settings);
      return replaced(c, deps, view.run.id, settings);
    })
    .post('/runs/:id/cancellation', (c) => {
      runner.cancelRun(idParam(c));
      return c.body(null, 204);
    })
    .post('/completions/:id/cancellation', async (c) => {
      const completion = orNotFound(await store.completions.get(idParam(c)), 'completion');
      runner.cancelCompletion(completion);
      return c.body(null, 204);
    })
    .post('/completions/:id/retries', async (c) => {
      const completion = orNotFound(await store.completions.get(idParam(c)), 'completion');
      if (!canBeAskedAgain(completion.status)) {
        throw new AppError(409, 'still-running', 'This one is still going on: cancel it first, then retry.');
      }
      if (completion.imported) throw importedError();
      const leave = await readConfirmation(c);
      return askingFirst(c, {}, async () => {
        await continuation.retry(completion, leave);
        return replaced(c, deps, completion.runId);
      });
    })
    .post('/runs/:id/retries', async (c) => {
      const run = orNotFound(await store.runs.get(idParam(c)), 'run');
      const leave = await readConfirmation(c);
      return askingFirst(c, {}, async () => {
        await continuation.retryFailed(run, leave);
        return replaced(c, deps, run.id);
      });
    })
    .post('/runs/:id/resumption', async (c) => {
      const run = orNotFound(await store.runs.get(idParam(c)), 'run');
      const leave = await readConfirmation(c);
      return askingFirst(c, {}, async () => {
        await continuation.resume(run, leave);
        return replaced(c, deps, run.id);
      });
    })
    .post('/runs/:id/samples', async (c) => {
      const run = orNotFound(await store.runs.get(idParam(c)), 'run');
      const form = await formOf(c);
      const more = readCount(form, 'more');
      return askingFirst(c, { fields: { more: String(more) } }, async () => {
        await continuation.grow(run, more, confirmationOf(form));
        return replaced(c, deps, run.id);
      });
    })
    .get('/completions/:id/cost', async (c) => {
      const completion = orNotFound(await store.completions.get(idParam(c)), 'completion');
      return fragment(c, <CostSheet completion={completion} />);
    })
    .get('/completions/:id/text', async (c) => {
      const { text } = orNotFound(await store.completions.get(idParam(c)), 'completion');
      return c.text(text, 200, { 'Content-Disposition': attachment(`completion-${idParam(c)}.txt`) });
    })
    .get('/completions/:id/pieces', async (c) => {
      const id = idParam(c);
      const kept = orNotFound(await store.completions.get(id), 'completion');
      // While it streams, the row holds no more than a checkpoint.
      const live = runner.snapshot(kept.runId)?.completions.find(({ completion }) => completion.id === id)?.completion;
      const { text, reasoning } = live ?? kept;
      const part = c.req.query('part') === 'reasoning' ? 'reasoning' : 'text';
      const from = readFrom(c.req.query('from'));
      return fragment(
        c,
        <NextPiece completion={id} part={part} text={part === 'text' ? text : (reasoning ?? '')} from={from} />,
      );
    })
    .get('/completions/:id/raw', async (c) => {
      const completion = orNotFound(await store.completions.get(idParam(c)), 'completion');
      const exchange = await rawExchange(deps, completion);
      const shapes = exchange.request === null ? [] : await codeShapes(deps, completion, exchange.request);
      return fragment(c, <RawExchange completion={completion.id} shapes={shapes} {...exchange} />);
    });
}

/** The run as it is now, in place of what the page shows of it, and the page's stream anew if there is something to follow. */
async function replaced(c: Context, deps: AppDeps, id: number, chosen: ViewSettings | null = null): Promise<Response> {
  const view = orNotFound(await deps.runner.view(id), 'run');
  const settings = chosen ?? (await chosenView(deps, view));
  return fragment(
    c,
    <>
      <RunReplacement {...resultsProps(deps, view, settings)} />
      {deps.runner.isLive(id) && liveStream(c, deps, view.run)}
    </>,
  );
}

/** What a switch above the answers sends: only what it changes. */
function viewSettings(form: FormData): Partial<ViewSettings> {
  const [view, fold] = [form.get('view'), form.get('fold')];
  return {
    ...(view === 'text' || view === 'markdown' ? { view } : {}),
    ...(fold === 'raw' || fold === 'norm' ? { fold } : {}),
  };
}

function readFrom(text: string | undefined): number {
  if (text !== undefined && /^\d{1,9}$/.test(text)) return Number(text);
  throw new ValidationError([{ path: 'from', message: 'from must be a place in the text, in characters from 0.' }]);
}

const MAX_MORE = 1_000;

function readCount(form: FormData, name: string): number {
  const text = String(form.get(name) ?? '').trim();
  const value = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= MAX_MORE) return value;
  throw new ValidationError([
    { path: name, message: `Type how many samples to add: a whole number from 1 to ${MAX_MORE}.` },
  ]);
}
