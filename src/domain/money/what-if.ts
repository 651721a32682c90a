import { type Completion, ENDED } from '../run/completion.ts';
import { costOfTokens, type Picodollars, type UnitPrices } from './cost.ts';

/** A price that what was asked could have had. */
export interface Repricing {
  /** How the choice is written in an address: a listed model; `null`: the models that were asked. */
  readonly key: string | null;
  /** `null`: what it did cost counts. */
  readonly prices: UnitPrices | null;
  /** At batch prices, which are half. */
  readonly batch: boolean;
}

/** What sums of requests say of their tokens and cost. */
export interface PricedTokens {
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  /** Absent where it is not summed up: then what was written to a cache counts as any input. */
  readonly cacheWriteTokens?: number;
  readonly outputTokens: number;
  readonly costPicodollars: Picodollars;
}

/**
 * What the same tokens would have cost, as many of them cached as were; half of a pico-dollar counts as a whole one. Never
 * stored: it is not what anything cost.
 */
export function wouldHaveCost(tokens: PricedTokens, { prices, batch }: Omit<Repricing, 'key'>): Picodollars {
  const full = prices === null ? tokens.costPicodollars : priced(tokens, prices);
  return batch ? (full + 1n) / 2n : full;
}

function priced(tokens: PricedTokens, prices: UnitPrices): Picodollars {
  const { inputTokens: input, cachedInputTokens: cachedInput, cacheWriteTokens: cacheWrite = 0 } = tokens;
  return costOfTokens({ input, cachedInput, cacheWrite, output: tokens.outputTokens }, prices);
}

/** The sums of a run's requests, and how many are left out because their tokens are not known. */
export function pricedTokensOf(completions: readonly Completion[]): PricedTokens & { readonly unknown: number } {
  const ended = completions.filter(({ status, attempts }) => ENDED.has(status) && attempts > 0);
  const known = ended.filter(
    ({ usage }) => usage !== null && usage.inputTokens !== null && usage.outputTokens !== null,
  );
  const sum = (of: (completion: Completion) => number | null | undefined) =>
    known.reduce((total, completion) => total + (of(completion) ?? 0), 0);
  return {
    inputTokens: sum(({ usage }) => usage?.inputTokens),
    cachedInputTokens: sum(({ usage }) => Math.min(usage?.cachedInputTokens ?? 0, usage?.inputTokens ?? 0)),
    cacheWriteTokens: sum(({ usage }) => usage?.cacheWriteTokens),
    outputTokens: sum(({ usage }) => usage?.outputTokens),
    costPicodollars: ended.reduce((total, { cost }) => total + (cost?.picodollars ?? 0n), 0n),
    unknown: ended.length - known.length,
  };
}

/** A model with a known price, as it can be chosen. */
export interface PricedModel {
  /** `connection/model`, or `list:provider/model` for one that is only known from the list of prices. */
  readonly key: string;
  readonly label: string;
  readonly prices: UnitPrices;
}

export interface PricedModelGroup {
  readonly label: string;
  readonly models: readonly PricedModel[];
}

/** Models to choose from: a handful of all that have a known price; the others are found by searching. */
export interface PricedChoices {
  readonly groups: readonly PricedModelGroup[];
  /** How many there are to be found. */
  readonly total: number;
}

/** So many of a family, and of the cheapest, are offered before anybody searches. */
const MAX_OF_A_KIND = 3;
/** So many are offered that match what is searched for. */
const MAX_FOUND = 50;

/** The handful that is offered first: those named, those of the same families as what was asked, and the cheapest. */
export function commonChoices(
  groups: readonly PricedModelGroup[],
  { named, asked }: { readonly named: ReadonlySet<string>; readonly asked: readonly string[] },
): PricedChoices {
  const all = groups.flatMap(({ models }) => models);
  const families = new Set(asked.map(familyOf));
  const kin = all.filter(({ label }) => families.has(familyOf(label)) && !asked.includes(label));
  const chosen = new Set([...all.filter(({ key }) => named.has(key)), ...cheapest(kin), ...cheapest(all)]);
  return { groups: onlyThose(groups, (model) => chosen.has(model)), total: all.length };
}

/** Those whose name, or whose service's, holds all words that are searched for, whatever their case. */
export function foundChoices(groups: readonly PricedModelGroup[], search: string): readonly PricedModelGroup[] {
  const words = search.toLowerCase().split(/\s+/);
  const found = groups.flatMap(({ label: service, models }) =>
    models.filter(({ label }) => words.every((word) => `${label} ${service}`.toLowerCase().includes(word))),
  );
  const shown = new Set(found.slice(0, MAX_FOUND));
  return onlyThose(groups, (model) => shown.has(model));
}

function onlyThose(groups: readonly PricedModelGroup[], isChosen: (model: PricedModel) => boolean) {
  return groups
    .map(({ label, models }) => ({ label, models: models.filter(isChosen) }))
    .filter(({ models }) => models.length > 0);
}

/** `gpt-4o` of `gpt-4o-mini` and of `gpt-4o-2024-08-06`, whatever vendor a router writes before it. */
function familyOf(model: string): string {
  return (model.split('/').at(-1) ?? model).split('-').slice(0, 2).join('-');
}

/** By what an answer costs; a name that several lists have counts once. */
function cheapest(models: readonly PricedModel[]): readonly PricedModel[] {
  const byName = new Map([...models].reverse().map((model) => [model.label, model]));
  return [...byName.values()]
    .sort((a, b) => Number(a.prices.output - b.prices.output) || (a.label < b.label ? -1 : 1))
    .slice(0, MAX_OF_A_KIND);
}
