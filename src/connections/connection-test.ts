/**
 * A test of a connection: four small requests, as runs like any other, so that caps hold for them, what they cost is in the history, and
 * the form that a service takes is learned on the way.
 */

import type { ConnectionTest, ConnectionTests } from '../domain/models/added-connection.ts';
import type { Connection, ConnectionModels } from '../domain/models/connection.ts';
import { draftOfRequest } from '../domain/notebook/draft.ts';
import { promptFromMessages } from '../domain/prompt/prompt.ts';
import type { Completion } from '../domain/run/completion.ts';
import { PLAIN_REQUEST, type RunEstimate, type RunRequest } from '../domain/run/run.ts';
import { singlePoint } from '../domain/run/sweep.ts';
import { orNotFound } from '../errors.ts';
import type { ModelCatalog } from '../models/model-catalog.ts';
import type { RunStarter } from '../planning/run-starter.ts';
import type { Provider } from '../provider/provider.ts';
import type { Runner } from '../runner/runner.ts';
import type { Store } from '../store/store.ts';
import type { Connections } from './connections.ts';
import { chatTests, isShutOut, listTests, NOT_ASKED } from './test-sentences.ts';

export interface ConnectionTestDeps {
  readonly provider: Pick<Provider, 'models' | 'connection'>;
  readonly connections: Pick<Connections, 'keepTests'>;
  readonly models: Pick<ModelCatalog, 'isFree' | 'prices'>;
  readonly starter: Pick<RunStarter, 'estimate' | 'start'>;
  readonly runner: Pick<Runner, 'wait' | 'view'>;
  readonly store: Pick<Store, 'cells' | 'completions'>;
}

/** What a test would ask, and what that may cost. */
export interface TestOffer {
  /** `null`: none is known, so that only the list of models is asked for. */
  readonly model: string | null;
  readonly requests: number;
  readonly estimate: RunEstimate | null;
  /** Whether somebody may have to pay for it: not on the built-in model, nor on a server of one's own without prices. */
  readonly costs: boolean;
}

const PROMPT = promptFromMessages([{ role: 'user', content: 'Count from 1 to 100 in digits, with spaces between.' }]);
const TEST_TOKENS = 16;
const REQUESTS = 4;
const MAX_WAIT_MS = 90_000;

/** @throws AppError 404 without such a connection */
export async function offerTest(deps: ConnectionTestDeps, id: string, asked: string | null): Promise<TestOffer> {
  const connection = orNotFound(deps.provider.connection(id), 'connection');
  const group = await listOf(deps, connection);
  const model = asked ?? group.models[0]?.id ?? null;
  if (model === null) return { model, requests: 0, estimate: null, costs: false };
  const estimate = await deps.starter.estimate({ ...requestOf(id, model), samples: REQUESTS }, PROMPT);
  const isOwn = connection.keyHint === null && deps.models.prices(id, model) === null && isNear(connection);
  return { model, requests: REQUESTS, estimate, costs: !deps.models.isFree(id) && !isOwn };
}

/** Makes the test that was offered, and keeps what it found. @throws AppError 402 when a cap leaves no room for it */
export async function testConnection(
  deps: ConnectionTestDeps,
  id: string,
  { model }: Pick<TestOffer, 'model'>,
  now: Date,
): Promise<ConnectionTests> {
  const connection = orNotFound(deps.provider.connection(id), 'connection');
  const group = await listOf(deps, connection);
  const tests = model === null ? [...listTests(connection, group), ...NOT_ASKED] : await askAll(deps, group, model);
  const tested = { at: now.toISOString(), model, tests };
  await deps.connections.keepTests(id, connection.baseUrl, tested);
  return tested;
}

async function askAll(
  deps: ConnectionTestDeps,
  group: ConnectionModels,
  model: string,
): Promise<readonly ConnectionTest[]> {
  const { id } = group.connection;
  const request = requestOf(id, model);
  const [plain] = await ask(deps, request);
  if (plain !== undefined && isShutOut(plain)) {
    return chatTests(group, { plain, probed: plain, seeded: [plain], hasLogprobs: false, limit: TEST_TOKENS });
  }
  const [probed] = await ask(deps, { ...request, logprobs: true, topLogprobs: 2 });
  const seeded = await ask(deps, { ...request, sweep: { ...request.sweep, seed: [7] }, samples: 2 });
  const logprobs = probed === undefined ? null : await deps.store.completions.logprobs(probed.id);
  return chatTests(group, { plain, probed, seeded, hasLogprobs: logprobs !== null, limit: TEST_TOKENS });
}

async function ask(deps: ConnectionTestDeps, request: RunRequest): Promise<readonly Completion[]> {
  const experimentId = await experimentForTests(deps, request);
  const { run } = await deps.starter.start({
    experimentId,
    prompt: PROMPT,
    request,
    idempotencyKey: null,
    confirmed: true,
  });
  await deps.runner.wait(run.id, MAX_WAIT_MS);
  const view = await deps.runner.view(run.id);
  return view?.completions.map(({ completion }) => completion) ?? [];
}

function requestOf(connection: string, model: string): RunRequest {
  const sweep = { ...singlePoint(model), max_completion_tokens: [TEST_TOKENS] };
  return { ...PLAIN_REQUEST, connection, sweep };
}

/** In a notebook of their own. */
async function experimentForTests({ store }: ConnectionTestDeps, request: RunRequest): Promise<number> {
  const experiment = await store.cells.ownExperiment('connection-test-experiment', {
    notebook: 'Connection tests',
    title: 'Does the connection work?',
    draft: draftOfRequest(PROMPT, request),
  });
  return experiment.id;
}

async function listOf({ provider }: ConnectionTestDeps, connection: Connection): Promise<ConnectionModels> {
  const groups = await provider.models({ fresh: true });
  const group = groups.find((one) => one.connection.id === connection.id);
  return group ?? { connection, models: [], problem: null };
}

/** On this machine or the own network, where nobody sends a bill: http goes nowhere else. */
function isNear({ baseUrl }: Connection): boolean {
  return baseUrl?.startsWith('http:') ?? true;
}
