import { isPossibleCost, type Picodollars } from '../../domain/money/cost.ts';
import { isPossibleUsage, type Usage } from '../../domain/run/usage.ts';
import { isRecord, type Json } from '../json.ts';
import { Figures } from './usage-figures.ts';

/** What a service says that a request used and cost, as far as it can be believed. */
export interface UsageReading {
  /** `null`: it says nothing, or nothing that can be. */
  readonly usage: Usage | null;
  readonly cost: Picodollars | null;
  /** Whether it named a figure that no request can have. */
  readonly isImpossible: boolean;
}

const NOTHING: UsageReading = { usage: null, cost: null, isImpossible: false };

/** The names of one count, as services were seen to write them (November 2026): in the usage itself and in its details. */
interface CountNames {
  readonly own: readonly string[];
  readonly details: readonly string[];
}

const INPUT_DETAILS = ['prompt_tokens_details', 'input_tokens_details'];
const OUTPUT_DETAILS = ['completion_tokens_details', 'output_tokens_details'];

const INPUT: CountNames = { own: ['prompt_tokens', 'input_tokens', 'promptTokens', 'promptTokenCount'], details: [] };
const OUTPUT: CountNames = {
  own: ['completion_tokens', 'output_tokens', 'completionTokens', 'candidatesTokenCount'],
  details: [],
};
const TOTAL: CountNames = { own: ['total_tokens', 'totalTokens', 'totalTokenCount'], details: [] };
const CACHED: CountNames = {
  own: [
    'cached_tokens',
    'cache_read_input_tokens',
    'cache_read_tokens',
    'prompt_cache_hit_tokens',
    'cached_input_tokens',
    'cached_prompt_tokens',
    'num_cached_tokens',
    'cachedContentTokenCount',
  ],
  details: ['cached_tokens', 'cache_read_tokens', 'cache_read_input_tokens', 'cached_input_tokens'],
};
const WRITTEN: CountNames = {
  own: ['cache_creation_input_tokens', 'cache_write_input_tokens', 'cache_write_tokens', 'cache_creation_tokens'],
  details: [
    'cache_write_tokens',
    'cache_creation_tokens',
    'cache_creation_input_tokens',
    'cache_write_input_tokens',
    'cached_creation_tokens',
  ],
};
const REASONING: CountNames = {
  own: ['reasoning_tokens', 'thinking_tokens', 'thoughts_tokens', 'thoughtsTokenCount'],
  details: ['reasoning_tokens', 'thinking_tokens', 'thoughts_tokens'],
};
/** What was charged in US dollars. DeepInfra calls it estimated, and charges it. */
const COSTS = ['cost', 'total_cost', 'cost_usd', 'estimated_cost'];
const PARTS_OF_COST = /_costs?$/;

/** xAI counts in ticks, 10^10 to the US dollar, or in billionths of one. */
const PICODOLLARS_PER_TICK = 100;
const PICODOLLARS_PER_NANO = 1_000;

/**
 * Reads a `usage` object in the shapes of OpenAI and its relatives. `hidesReasoning`: whether the service counts thinking in the
 * total alone, as Google does.
 */
export function readUsage(usage: unknown, { hidesReasoning }: { readonly hidesReasoning: boolean }): UsageReading {
  if (!isRecord(usage)) return NOTHING;
  const figures = new Figures();
  const counts = withRest(countsIn(usage, figures), hidesReasoning);
  const cost = costIn(usage, figures);
  const read = usageFrom(counts, hidesReasoning);
  // Each may be possible, and what they add up to not.
  const isPossible = (read === null || isPossibleUsage(read)) && (cost === null || isPossibleCost(cost));
  if (figures.areImpossible || !isPossible) return { usage: null, cost: null, isImpossible: true };
  return { usage: read, cost, isImpossible: false };
}

interface Counts {
  readonly input: number | null;
  readonly output: number | null;
  readonly total: number | null;
  readonly cached: number | null;
  readonly written: number | null;
  readonly reasoning: number | null;
  /** Whether the input is told as Claude tells it, without what its cache read and wrote. */
  readonly isApart: boolean;
}

function countsIn(usage: Json, figures: Figures): Counts {
  const detailed = (names: CountNames, details: readonly string[]) =>
    largest([
      ...names.own.map((name) => figures.count(usage[name])),
      ...details.flatMap((detail) => {
        const part = usage[detail];
        return isRecord(part) ? names.details.map((name) => figures.count(part[name])) : [];
      }),
    ]);
  const [input, output] = [detailed(INPUT, []), detailed(OUTPUT, [])];
  return {
    // No prompt is empty: 0 beside some output is what servers say that do not count it.
    input: input === 0 && output !== 0 ? null : input,
    output,
    total: detailed(TOTAL, []),
    cached: detailed(CACHED, INPUT_DETAILS),
    written: detailed(WRITTEN, INPUT_DETAILS) ?? writtenByAge(usage['cache_creation'], figures),
    reasoning: detailed(REASONING, OUTPUT_DETAILS),
    isApart: isClaudes(usage),
  };
}

function isClaudes(usage: Json): boolean {
  const isInput = usage['input_tokens'] !== undefined && usage['prompt_tokens'] === undefined;
  return isInput && ['cache_read_input_tokens', 'cache_creation_input_tokens'].some((name) => name in usage);
}

/**
 * Where one of input and output is not told, it is what is left of the total: but for a total that may hold thinking which the
 * output does not, or of which it is open whether it holds what the cache read and wrote. Where nothing is left, the total does
 * not count it either.
 */
function withRest(counts: Counts, hidesReasoning: boolean): Counts {
  const { input, output, total, reasoning, isApart } = counts;
  if (total === null || (input === null) === (output === null)) return counts;
  const cache = besideInput(counts);
  if (cache > 0 && (isApart || (input !== null && cache > input))) return counts;
  if (output === null) return { ...counts, output: total - (input ?? 0) > 0 ? total - (input ?? 0) : null };
  if (hidesReasoning) return counts;
  const thinking = reasoning !== null && reasoning > output ? reasoning : 0;
  return { ...counts, input: Math.max(0, total - output - thinking) || null };
}

/** Claude's way: input written to the cache by how long it is kept. */
function writtenByAge(ages: unknown, figures: Figures): number | null {
  if (!isRecord(ages)) return null;
  const counts = figures.partsOf(ages).map((name) => figures.count(ages[name]));
  return counts.reduce((sum, one) => (one === null ? sum : (sum ?? 0) + one), null);
}

/** The same count under several names: where they differ, one of them was left at 0. */
function largest(counts: readonly (number | null)[]): number | null {
  return counts.reduce((most, count) => (most === null || (count !== null && count > most) ? count : most), null);
}

function usageFrom(counts: Counts, hidesReasoning: boolean): Usage | null {
  const { cached, written } = counts;
  // No request is empty: 0 and 0 is what servers send that do not count.
  if ((counts.input ?? 0) === 0 && (counts.output ?? 0) === 0) return null;
  const { output, reasoning } = withReasoning(counts, hidesReasoning);
  return {
    inputTokens: wholeInput(counts),
    cachedInputTokens: cached,
    ...(written === null ? {} : { cacheWriteTokens: written }),
    outputTokens: output,
    reasoningTokens: reasoning,
    source: 'reported',
  };
}

/**
 * Some count what was read from a cache and written to it beside the input rather than in it: where there is more of it than input,
 * where the total holds it as well, and in Claude's own form.
 */
function wholeInput(counts: Counts): number | null {
  const { input, output, total, isApart } = counts;
  if (input === null) return null;
  const beside = besideInput(counts);
  const isBeside = isApart || beside > input || (beside > 0 && total === input + (output ?? 0) + beside);
  return isBeside ? input + beside : input;
}

/** What the cache read and wrote, which may stand beside the input. */
function besideInput({ cached, written }: Pick<Counts, 'cached' | 'written'>): number {
  return (cached ?? 0) + (written ?? 0);
}

/**
 * Output with the thinking in it. It is added where input, output and thinking make the total, or where there is more thinking
 * than output; on a service that hides it, what is missing in the total is thinking. Elsewhere a total may hold other things, as
 * input of sound.
 */
function withReasoning(counts: Counts, hidesReasoning: boolean): Pick<Counts, 'output' | 'reasoning'> {
  const { input, output, total, reasoning } = counts;
  if (input === null || output === null) return { output, reasoning };
  if (hidesReasoning && total !== null && total > input + output) {
    return { output: total - input, reasoning: total - input - output };
  }
  if (reasoning !== null && (total === input + output + reasoning || reasoning > output)) {
    return { output: output + reasoning, reasoning };
  }
  return { output, reasoning };
}

/**
 * What the service charges. With a key of one's own at OpenRouter `cost` is only its fee, and what the account of that key pays
 * stands beside it; where it does not, the cost is not known.
 */
function costIn(usage: Json, figures: Figures): Picodollars | null {
  const ticks = figures.money(usage['cost_in_usd_ticks'], PICODOLLARS_PER_TICK);
  const nano = figures.money(usage['cost_in_nano_usd'], PICODOLLARS_PER_NANO);
  const named = isInDollars(usage) ? COSTS : [];
  const charged = named.map((name) => chargeIn(usage[name], figures)).find((one) => one !== null) ?? null;
  const upstream = upstreamCost(usage['cost_details'], figures);
  const isByok = usage['is_byok'] ?? (charged === 0n && upstream !== null && upstream > 0n);
  if (isByok !== true) return charged ?? ticks ?? nano;
  return upstream === null ? null : (charged ?? 0n) + upstream;
}

/** A sum in US dollars, or an object that has it: as a whole, or in parts. */
function chargeIn(cost: unknown, figures: Figures): Picodollars | null {
  if (!isRecord(cost)) return figures.money(cost, 1e12);
  if (!isInDollars(cost)) return null;
  const whole = ['total_cost', 'total', 'amount', 'usd'].map((name) => figures.money(cost[name], 1e12));
  const parts = figures.partsOf(cost).filter((name) => PARTS_OF_COST.test(name) && name !== 'total_cost');
  return whole.find((one) => one !== null) ?? sumOf(parts.map((name) => figures.money(cost[name], 1e12)));
}

const DOLLARS = ['', 'USD', 'US$', '$'];

/** Whether the amounts of an object are in US dollars, as they are unless it names another currency. */
function isInDollars(amounts: Json): boolean {
  const names = ['currency', 'cost_currency'].map((name) => amounts[name]);
  return names.every((name) => typeof name !== 'string' || DOLLARS.includes(name.trim().toUpperCase()));
}

function upstreamCost(details: unknown, figures: Figures): Picodollars | null {
  if (!isRecord(details)) return null;
  const names = ['upstream_inference_prompt_cost', 'upstream_inference_completions_cost'];
  const whole = figures.money(details['upstream_inference_cost'], 1e12);
  return whole ?? sumOf(names.map((name) => figures.money(details[name], 1e12)));
}

function sumOf(amounts: readonly (Picodollars | null)[]): Picodollars | null {
  return amounts.reduce((sum, one) => (one === null ? sum : (sum ?? 0n) + one), null);
}
