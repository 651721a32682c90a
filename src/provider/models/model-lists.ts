import type { ConnectionModels } from '../../domain/models/connection.ts';
import type { ListedModel } from '../../domain/models/listed-model.ts';
import { byName } from '../chat/chat-models.ts';
import { ProviderError } from '../errors/provider-error.ts';
import type { OpenConnection } from '../open-connection.ts';
import type { Endpoint } from '../openai/openai.ts';

const FRESH_FOR_MS = 60_000;
/** A list that could not be had is asked for again sooner. */
const PROBLEM_FOR_MS = 5_000;
const LIST_WITHIN_MS = 3_000;
/** The built-in model always answers, though on a busy machine its code may still be loading. */
const BUILT_IN_WITHIN_MS = 60_000;

interface Listed {
  readonly models: ConnectionModels;
  /** By id, for a question about one of them. */
  readonly byId: ReadonlyMap<string, ListedModel>;
  /** `YYYY-MM-DD`, UTC. */
  readonly date: string;
  readonly at: number;
}

/** What the last list of a service said of one of its models, and the day it did. */
interface LastListed {
  readonly model: ListedModel;
  /** `YYYY-MM-DD`, UTC. */
  readonly date: string;
}

/** Model lists of connections, kept in memory. */
export interface ModelLists {
  /**
   * What a connection serves. A list that has grown old is still given at once while a new one is fetched behind it, so
   * that only the first look and a `fresh` one wait for the endpoint (3 s at most). Never rejects.
   */
  of(open: OpenConnection, fresh: boolean): Promise<ConnectionModels>;
  /** What the last list said of a model; `null` where there was none, or the model was not in it. Asks nobody. */
  last(open: OpenConnection, model: string): LastListed | null;
}

export function createModelLists(): ModelLists {
  const known = new WeakMap<Endpoint, Listed>();
  const pending = new Map<Endpoint, Promise<ConnectionModels>>();

  function fetchList(open: OpenConnection): Promise<ConnectionModels> {
    const running = pending.get(open.endpoint);
    if (running !== undefined) return running;
    const list = listModels(open).then((models) => {
      known.set(open.endpoint, remembered(models, known.get(open.endpoint)));
      pending.delete(open.endpoint);
      return models;
    });
    pending.set(open.endpoint, list);
    return list;
  }

  return {
    of: (open, fresh) => {
      const listed = known.get(open.endpoint);
      if (listed === undefined || fresh) return fetchList(open);
      const keepFor = listed.models.problem === null ? FRESH_FOR_MS : PROBLEM_FOR_MS;
      if (performance.now() - listed.at > keepFor) void fetchList(open);
      return Promise.resolve(listed.models);
    },
    last: (open, id) => {
      const listed = known.get(open.endpoint);
      const model = listed?.byId.get(id);
      return listed === undefined || model === undefined ? null : { model, date: listed.date };
    },
  };
}

/** What a list said holds on while the next one cannot be had. */
function remembered(models: ConnectionModels, before: Listed | undefined): Listed {
  const at = performance.now();
  if (models.problem !== null && before !== undefined) return { ...before, models, at };
  const all = [...models.models, ...(models.others ?? [])];
  const byId = new Map(all.flatMap(({ id, listed }) => (listed === undefined ? [] : [[id, listed] as const])));
  return { models, byId, date: new Date().toISOString().slice(0, 10), at };
}

async function listModels(open: OpenConnection): Promise<ConnectionModels> {
  const { connection, endpoint, lacksKey } = open;
  const none = (problem: string): ConnectionModels => ({ connection, models: [], problem });
  if (lacksKey !== null) return none(lacksKey);
  const withinMs = connection.kind === 'built_in' ? BUILT_IN_WITHIN_MS : LIST_WITHIN_MS;
  const late = new Error(`${connection.label} did not list its models within ${withinMs / 1000} s.`);
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(late), withinMs);
  try {
    const listed = await endpoint.listModels(controller.signal);
    const served = [...listed]
      .sort((a, b) => byName(a.id, b.id))
      .map((model) => ({ id: model.id, connection: connection.id, listed: model }));
    const models = served.filter(({ listed: { kind } }) => kind === 'chat');
    const others = served.filter(({ listed: { kind } }) => kind !== 'chat');
    if (models.length === 0) return { ...none(`${connection.label} has no models that chat.`), others };
    return { connection, models, others, problem: null };
  } catch (error) {
    if (error === late || error instanceof ProviderError) return none((error as Error).message);
    return none(`${connection.label} could not list its models.`);
  } finally {
    clearTimeout(timer);
  }
}
