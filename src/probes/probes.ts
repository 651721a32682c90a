/**
 * Probes: what a model on its connection does with temperature, and what its logprobs are. A probe is a run like any other, of a prompt
 * with many possible answers, in a notebook of its own. What it shows is worked out when somebody asks for it after the run has ended,
 * so nothing is lost when the server stops meanwhile.
 */

import { modelKey } from '../domain/models/connection.ts';
import { draftOfRequest } from '../domain/notebook/draft.ts';
import { type Prompt, promptFromMessages } from '../domain/prompt/prompt.ts';
import type { Probe, ProbeKind, ProbeOffer } from '../domain/run/probe.ts';
import { PLAIN_REQUEST, type RunRequest } from '../domain/run/run.ts';
import { singlePoint } from '../domain/run/sweep.ts';
import { AppError } from '../errors.ts';
import type { ProbeDeps as Deps } from './probe-deps.ts';
import { PROBE_METHODS, QUESTION } from './probe-kinds.ts';

/** A model as a run asks it: some take a temperature only with a certain reasoning effort. */
export interface ProbeSubject {
  readonly connection: string;
  readonly model: string;
  readonly reasoningEffort: string | null;
}

/** The names under which probes are kept, before the model's own. */
const KEPT_AS: Readonly<Record<ProbeKind, string>> = { temperature: 'probe', logprobs: 'logprobs-probe' };

/** The name under which a probe's run keeps the key it was asked with. */
export function probeKey(kind: ProbeKind, key: string): string {
  return `${KEPT_AS[kind]}:${key}`;
}

/** Whether a model is not known to refuse what a probe of it would send. */
export function canProbe({ models }: Pick<Deps, 'models'>, kind: ProbeKind, subject: ProbeSubject): boolean {
  return probeTemperatures(models, kind, subject) !== null;
}

/** What a probe of this model would ask and cost. @throws AppError 409 when the model takes no temperature */
export async function offerProbe(deps: Deps, kind: ProbeKind, subject: ProbeSubject): Promise<ProbeOffer> {
  const request = probeRequest(deps, kind, subject);
  const [lowest = 0, highest = 0] = request.sweep.temperature as readonly number[];
  const { inputTokens, maxCostPicodollars } = await deps.starter.estimate(request, PROMPT);
  return {
    kind,
    connection: subject.connection,
    model: subject.model,
    lowest,
    highest,
    requests: 2 * request.samples,
    inputTokens,
    maxTokens: request.sweep.max_completion_tokens[0] ?? 0,
    maxCostPicodollars,
  };
}

interface ProbeToStart<Kind extends ProbeKind> {
  readonly kind: Kind;
  readonly subject: ProbeSubject;
  readonly key: string | null;
  /** Of the body that came with the key. */
  readonly requestHash?: string;
  readonly confirmed: boolean;
}

/**
 * Starts a probe that somebody agreed to; with a key seen before, answers the one it started. It passes the caps, and is to be
 * `confirmed` when it is as large as a run that asks first.
 */
export async function startProbe<Kind extends ProbeKind>(
  deps: Deps,
  { kind, subject, key, requestHash, confirmed }: ProbeToStart<Kind>,
): Promise<Probe<Kind>> {
  const request = probeRequest(deps, kind, subject);
  const { run } = await deps.starter.start({
    experimentId: await experimentForProbes(deps, request),
    prompt: PROMPT,
    request,
    idempotencyKey: key === null ? null : probeKey(kind, key),
    ...(requestHash === undefined ? {} : { requestHash }),
    confirmed,
  });
  const [lowest = 0, highest = 0] = request.sweep.temperature as readonly number[];
  const { connection, model } = subject;
  const date = run.createdAt.toISOString().slice(0, 10);
  const baseUrl = baseUrlOf(deps, connection);
  return keep(deps, { kind, connection, model, baseUrl, run: run.id, date, lowest, highest, result: null });
}

/** The latest probe of a model where its connection goes now, with what it shows once its run has ended; `null` when there was none. */
export async function latestProbe<Kind extends ProbeKind>(
  deps: Deps,
  kind: Kind,
  { connection, model }: Pick<ProbeSubject, 'connection' | 'model'>,
): Promise<Probe<Kind> | null> {
  const stored = await deps.store.settings.get(settingName(kind, connection, model));
  if (stored === null) return null;
  // Those kept before there were several kinds do not name theirs.
  const kept: Probe<Kind> = { ...(stored as Probe<Kind>), kind };
  if (kept.baseUrl !== undefined && kept.baseUrl !== baseUrlOf(deps, connection)) return null;
  if (kept.result !== null || deps.runner.isLive(kept.run)) return kept;
  const view = await deps.runner.view(kept.run);
  if (view === null) return null;
  return keep(deps, { ...kept, result: await PROBE_METHODS[kind].read(view, deps.store.completions) });
}

const PROMPT: Prompt = promptFromMessages([{ role: 'user', content: QUESTION }]);

function probeTemperatures(models: Deps['models'], kind: ProbeKind, { reasoningEffort, ...asked }: ProbeSubject) {
  return PROBE_METHODS[kind].temperatures(
    (temperature) =>
      models.capability(asked, 'temperature', { temperature, reasoning_effort: reasoningEffort }).accepted,
  );
}

function probeRequest({ models }: Deps, kind: ProbeKind, subject: ProbeSubject): RunRequest {
  const temperature = probeTemperatures(models, kind, subject);
  const { connection, model, reasoningEffort } = subject;
  if (temperature === null) {
    throw new AppError(
      409,
      'temperature-refused',
      `${model} is known to refuse a temperature, so there is nothing to probe.`,
    );
  }
  const { samples, maxTokens, topLogprobs } = PROBE_METHODS[kind];
  return {
    ...PLAIN_REQUEST,
    connection,
    sweep: {
      ...singlePoint(model),
      temperature,
      reasoning_effort: [reasoningEffort],
      max_completion_tokens: [models.probeLimit(model, maxTokens)],
    },
    samples,
    logprobs: topLogprobs !== null,
    topLogprobs,
  };
}

/** In a notebook of their own. */
async function experimentForProbes({ store }: Deps, request: RunRequest): Promise<number> {
  const experiment = await store.cells.ownExperiment('probe-experiment', {
    notebook: 'Probes',
    title: 'What does temperature do here?',
    draft: draftOfRequest(PROMPT, request),
  });
  return experiment.id;
}

async function keep<Kind extends ProbeKind>({ store }: Pick<Deps, 'store'>, probe: Probe<Kind>): Promise<Probe<Kind>> {
  await store.settings.set(settingName(probe.kind, probe.connection, probe.model), probe);
  return probe;
}

function baseUrlOf({ provider }: Pick<Deps, 'provider'>, connection: string): string | null {
  return provider.connection(connection)?.baseUrl ?? null;
}

function settingName(kind: ProbeKind, connection: string, model: string): string {
  return `${KEPT_AS[kind]}:${modelKey(connection, model)}`;
}
