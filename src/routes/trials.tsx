import { type Context, Hono } from 'hono';
import { HomePage } from '../../views/home/home-page.tsx';
import { FIRST_TRIAL, type TrialFields, TrialForecast, TryForm } from '../../views/home/try-card.tsx';
import { Partial } from '../../views/partial.tsx';
import type { AppDeps } from '../app-deps.ts';
import { parseModelKey } from '../domain/models/connection.ts';
import { DEFAULT_SETTINGS, type Draft } from '../domain/notebook/notebook.ts';
import { titleOf } from '../domain/notebook/title.ts';
import { EMPTY_PROMPT } from '../domain/prompt/prompt.ts';
import type { RunRequest } from '../domain/run/run.ts';
import type { Confirmed } from '../planning/run-continuation.ts';
import { homeProps } from './home.tsx';
import { fragment, goTo, isFragmentRequest, page } from './http/answer.tsx';
import { askingFirst, confirmationOf } from './http/confirm-first.tsx';
import { formOf } from './http/form.ts';

const MAX_FIELD = 1_000;

/** A prompt that is tried on the spot: Run makes a notebook of it and opens that while it answers. */
export function trialRoutes(deps: AppDeps) {
  return new Hono()
    .post('/trials/forecast', async (c) => {
      const draft = await draftOf(deps, trialOf(Object.fromEntries(await formOf(c))));
      const model = parseModelKey(draft.settings.model)?.model ?? draft.settings.model;
      return fragment(c, <TrialForecast preview={await deps.previews.of(draft, null)} model={model} />);
    })
    .post('/trials', async (c) => {
      const form = await formOf(c);
      const trial = trialOf(Object.fromEntries(form));
      const draft = await draftOf(deps, trial);
      const reading = await deps.previews.read(draft, null);
      if (!reading.ok) return answerFaults(c, deps, { ...trial, errors: reading.errors });
      return askingFirst(c, { include: '#try-form' }, async () => {
        const notebook = await start(deps, { draft, request: reading.request, confirmed: confirmationOf(form) });
        return goTo(c, `/notebooks/${notebook}`);
      });
    });
}

function trialOf(fields: Readonly<Record<string, unknown>>): TrialFields {
  const text = (name: string, fallback: string) => (typeof fields[name] === 'string' ? fields[name] : fallback);
  return {
    content: text('content', ''),
    temperature: text('temperature', FIRST_TRIAL.temperature).slice(0, MAX_FIELD),
    samples: text('samples', FIRST_TRIAL.samples).slice(0, MAX_FIELD),
    errors: [],
  };
}

async function draftOf({ models }: AppDeps, { content, temperature, samples }: TrialFields): Promise<Draft> {
  return {
    prompt: { ...EMPTY_PROMPT, messages: [{ role: 'user', content }] },
    settings: { ...DEFAULT_SETTINGS, model: await models.defaultModel(), temperature, samples },
  };
}

interface Trial {
  readonly draft: Draft;
  readonly request: RunRequest;
  readonly confirmed: Confirmed;
}

/** Answers the notebook that runs; of a run that is not started, because it is to be confirmed or a cap is reached, none remains. */
async function start({ store, starter }: AppDeps, { draft, request, confirmed }: Trial): Promise<number> {
  const title = titleOf(draft.prompt.messages[0]?.content ?? '');
  const notebook = await store.notebooks.create(title === '' ? 'Untitled notebook' : title);
  try {
    const { id } = await store.cells.addExperiment(notebook.id, { title: 'Experiment', draft });
    await starter.start({
      experimentId: id,
      prompt: draft.prompt,
      request,
      idempotencyKey: null,
      asks: 'unbounded',
      ...confirmed,
    });
  } catch (error) {
    await store.notebooks.remove(notebook.id);
    throw error;
  }
  return notebook.id;
}

async function answerFaults(c: Context, deps: AppDeps, trial: TrialFields) {
  if (!isFragmentRequest(c)) return page(c, <HomePage {...(await homeProps(deps, { trial }))} />, 422);
  return fragment(
    c,
    <Partial target="try-form">
      <TryForm trial={trial} />
    </Partial>,
    422,
  );
}
