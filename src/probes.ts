/**
 * Probes: does a model on its connection let temperature have its effect? A probe is a run like any other, of a prompt with many
 * possible answers, in a notebook of its own. Its verdict is worked out when somebody asks for it after the run has ended, so
 * nothing is lost when the server stops meanwhile.
 */

import { groupSizes } from './analysis/agreement.ts';
import { PROBE_SAMPLES, probeVerdict } from './analysis/honoured.ts';
import type { AppDeps } from './app-deps.ts';
import { columnsOf, samplesOf } from './domain/columns.ts';
import { modelKey } from './domain/connection.ts';
import { settingsFromRequest } from './domain/draft.ts';
import { DEFAULT_SETTINGS } from './domain/notebook.ts';
import type { Probe, ProbeOffer, ProbeResult } from './domain/probe.ts';
import { type Prompt, promptFromMessages, promptMessages } from './domain/prompt.ts';
import type { RunRequest, RunView } from './domain/run.ts';
import { singlePoint } from './domain/sweep.ts';
import { AppError } from './errors.ts';
import { defaultMaxTokens, isReasoningModel } from './provider/capabilities.ts';

type Deps = Pick<AppDeps, 'store' | 'runner' | 'starter' | 'models'>;

/** A model as a run asks it: some take a temperature only with a certain reasoning effort. */
export interface ProbeSubject {
  readonly connection: string;
  readonly model: string;
  readonly reasoningEffort: string | null;
}

const QUESTION = 'Say one random word, and nothing else.';
/** One word, and room for those that do not stop there. */
const SHORT_ANSWER = 16;
/** The further from 0 the plainer the effect; some models take no more than 1. */
const HIGHEST = [2, 1.5, 1];
const LOWEST = 0;
const NOTEBOOK = 'Probes';
const EXPERIMENT = 'probe-experiment';

/** The two temperatures a probe would compare; `null` when the model is known to refuse them. */
export function probeTemperatures({ models }: Pick<Deps, 'models'>, subject: ProbeSubject) {
  const takes = (temperature: number) =>
    models.capability(subject.model, 'temperature', { temperature, reasoning_effort: subject.reasoningEffort })
      .accepted;
  const highest = HIGHEST.find(takes);
  return highest === undefined || !takes(LOWEST) ? null : { lowest: LOWEST, highest };
}

/** What a probe of this model would ask and cost. @throws AppError 409 when the model takes no temperature */
export async function offerProbe(deps: Deps, subject: ProbeSubject): Promise<ProbeOffer> {
  const request = probeRequest(deps, subject);
  const [lowest = 0, highest = 0] = request.sweep.temperature as readonly number[];
  const { inputTokens, maxCostPicodollars } = await deps.starter.estimate(request, promptMessages(PROMPT));
  return {
    connection: subject.connection,
    model: subject.model,
    lowest,
    highest,
    requests: 2 * PROBE_SAMPLES,
    inputTokens,
    maxTokens: request.sweep.max_completion_tokens[0] ?? SHORT_ANSWER,
    maxCostPicodollars,
  };
}

/** Starts a probe; with a key seen before, answers the one it started. */
export async function startProbe(
  deps: Deps,
  subject: ProbeSubject,
  { key, confirmed }: { readonly key: string | null; readonly confirmed: boolean },
): Promise<Probe> {
  const request = probeRequest(deps, subject);
  const { run } = await deps.starter.start({
    experimentId: await experimentForProbes(deps, request),
    prompt: PROMPT,
    request,
    idempotencyKey: key === null ? null : `probe:${key}`,
    confirmed,
  });
  const [lowest = 0, highest = 0] = request.sweep.temperature as readonly number[];
  const { connection, model } = subject;
  const date = run.createdAt.toISOString().slice(0, 10);
  return keep(deps, { connection, model, run: run.id, date, lowest, highest, result: null });
}

/** The latest probe of a model on its connection, with its verdict once its run has ended; `null` when there was none. */
export async function latestProbe(deps: Deps, connection: string, model: string): Promise<Probe | null> {
  const kept = (await deps.store.settings.get(settingName(connection, model))) as Probe | null;
  if (kept === null || kept.result !== null || deps.runner.isLive(kept.run)) return kept;
  const view = await deps.runner.view(kept.run);
  return view === null ? null : keep(deps, { ...kept, result: resultOf(view) });
}

function resultOf(view: RunView): ProbeResult {
  const [lowest = [], highest = []] = columnsOf(view).map((column) =>
    samplesOf(column).samples.map(({ text }) => text),
  );
  return {
    verdict: probeVerdict({ lowest, highest }),
    distinct: [groupSizes(lowest, 'norm').length, groupSizes(highest, 'norm').length],
    n: [lowest.length, highest.length],
  };
}

const PROMPT: Prompt = promptFromMessages([{ role: 'user', content: QUESTION }]);

function probeRequest(deps: Deps, subject: ProbeSubject): RunRequest {
  const temperatures = probeTemperatures(deps, subject);
  const { connection, model, reasoningEffort } = subject;
  if (temperatures === null) {
    throw new AppError(
      409,
      'temperature-refused',
      `${model} is known to refuse a temperature, so there is nothing to probe.`,
    );
  }
  return {
    connection,
    sweep: {
      ...singlePoint(model),
      temperature: [temperatures.lowest, temperatures.highest],
      reasoning_effort: [reasoningEffort],
      max_completion_tokens: [isReasoningModel(model) ? defaultMaxTokens(model) : SHORT_ANSWER],
    },
    samples: PROBE_SAMPLES,
    columns: 'temperature',
    rows: null,
    stop: null,
    responseFormat: null,
    logprobs: false,
    topLogprobs: null,
  };
}

/** Probes have a notebook of their own, made when first needed, and again when it was deleted. */
async function experimentForProbes({ store }: Deps, request: RunRequest): Promise<number> {
  const kept = await store.settings.get(EXPERIMENT);
  const known = typeof kept === 'number' ? await store.cells.experiment(kept) : null;
  if (known !== null) return known.id;
  const notebook = await store.notebooks.create(NOTEBOOK);
  const settings = { ...DEFAULT_SETTINGS, ...settingsFromRequest(request) };
  const { id } = await store.cells.addExperiment(notebook.id, {
    title: 'Is temperature honoured?',
    draft: { prompt: PROMPT, settings },
  });
  await store.settings.set(EXPERIMENT, id);
  return id;
}

async function keep({ store }: Pick<Deps, 'store'>, probe: Probe): Promise<Probe> {
  await store.settings.set(settingName(probe.connection, probe.model), probe);
  return probe;
}

function settingName(connection: string, model: string): string {
  return `probe:${modelKey(connection, model)}`;
}
