import type { Capability, Connection } from '../domain/models/connection.ts';
import type { UnitPrices } from '../domain/money/cost.ts';
import type { Provider } from '../provider/provider.ts';

type Listed = ReturnType<Provider['listed']>;

/** The parameters that lists name, by the names that stand for each. */
const LIST_NAMES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    temperature: ['temperature'],
    top_p: ['top_p'],
    seed: ['seed'],
    presence_penalty: ['presence_penalty'],
    frequency_penalty: ['frequency_penalty'],
    max_completion_tokens: ['max_completion_tokens', 'max_tokens'],
    reasoning_effort: ['reasoning_effort', 'reasoning'],
    verbosity: ['verbosity'],
    stop: ['stop'],
    logprobs: ['logprobs'],
    response_format: ['response_format', 'structured_outputs'],
    tools: ['tools'],
  }),
);

/**
 * The prices that a service's own list names for a model; `null` without any. A server found on one's own machine has none, whatever it
 * lists.
 */
export function servicePrices({ kind, free }: Pick<Connection, 'kind' | 'free'>, listed: Listed): UnitPrices | null {
  if (listed === null || listed.model.prices === null || free || kind === 'discovered') return null;
  const { model, date } = listed;
  return { ...listed.model.prices, model: model.id, date, fromService: true };
}

/** That a service's list names the parameters of a model and a setting is not among them; `null` where nothing says so. */
export function listedCapability(
  { label }: Pick<Connection, 'label'>,
  listed: Listed,
  param: string,
): Capability | null {
  const taken = listed?.model.parameters ?? null;
  const names = LIST_NAMES.get(param);
  if (listed === null || taken === null || names === undefined || names.some((name) => taken.includes(name)))
    return null;
  return { param, accepted: false, reason: `${label} does not list it for this model (as of ${listed.date}).` };
}
