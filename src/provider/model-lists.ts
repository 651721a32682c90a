import type { ConnectionModels } from '../domain/connection.ts';
import { chatModels } from './chat-models.ts';
import type { OpenConnection } from './open-connection.ts';
import type { Endpoint } from './openai.ts';
import { ProviderError } from './provider-error.ts';

const FRESH_FOR_MS = 60_000;
/** A list that could not be had is asked for again sooner. */
const PROBLEM_FOR_MS = 5_000;
const LIST_WITHIN_MS = 3_000;

interface Listed {
  readonly models: ConnectionModels;
  readonly at: number;
}

/** Model lists of connections, kept in memory. */
export interface ModelLists {
  /**
   * What a connection serves. A list that has grown old is still given at once while a new one is fetched behind it, so
   * that only the first look and a `fresh` one wait for the endpoint (3 s at most). Never rejects.
   */
  of(open: OpenConnection, fresh: boolean): Promise<ConnectionModels>;
}

export function createModelLists(): ModelLists {
  const known = new WeakMap<Endpoint, Listed>();
  const pending = new Map<Endpoint, Promise<ConnectionModels>>();

  function fetchList(open: OpenConnection): Promise<ConnectionModels> {
    const running = pending.get(open.endpoint);
    if (running !== undefined) return running;
    const list = listModels(open).then((models) => {
      known.set(open.endpoint, { models, at: performance.now() });
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
  };
}

async function listModels(open: OpenConnection): Promise<ConnectionModels> {
  const { connection, endpoint, lacksKey } = open;
  const none = (problem: string): ConnectionModels => ({ connection, models: [], problem });
  if (lacksKey !== null) return none(lacksKey);
  const late = new Error(`${connection.label} did not list its models within ${LIST_WITHIN_MS / 1000} s.`);
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(late), LIST_WITHIN_MS);
  try {
    const ids = chatModels(await endpoint.listModels(controller.signal));
    if (ids.length === 0) return none(`${connection.label} has no models that chat.`);
    return { connection, models: ids.map((id) => ({ id, connection: connection.id })), problem: null };
  } catch (error) {
    if (error === late || error instanceof ProviderError) return none((error as Error).message);
    return none(`${connection.label} could not list its models.`);
  } finally {
    clearTimeout(timer);
  }
}
