import type { ListedPrices } from '../../domain/models/listed-model.ts';
import type { Picodollars } from '../../domain/money/cost.ts';
import { isRecord, type Json } from '../json.ts';

/** Bounds of what is believed, in pico-dollars per token: from $0.001 to $1,000 per million. Nothing sold lies beyond. */
const MIN_PRICE: Picodollars = 1_000n;
const MAX_PRICE: Picodollars = 1_000_000_000n;
/** The same in US dollars per million: a smaller number is one per token. */
const MIN_PER_MILLION = 0.001;
const DECIMAL = /^(\d+(\.\d*)?|\.\d+)(e-?\d{1,3})?$/i;
/** A model says in its name that it costs nothing; elsewhere a price of 0 stands for one that is not told. */
const FREE = /[:-]free$/i;

const CACHED = [
  'input_cache_read',
  'input_cache_reads',
  'cache_read',
  'cached_input',
  'cache_read_tokens',
  'cache_input',
];

/**
 * The prices that an entry of a service's list of models tells; `null` without any, or with one that cannot be believed. Services write
 * them in two ways: a text is US dollars per token (OpenRouter, Vercel), a number US dollars per million tokens (Together, Hugging
 * Face, Perplexity, DeepInfra), or per token where it is too small for that (LiteLLM, Requesty). What is written otherwise falls out of
 * the bounds.
 */
export function listedPrices(entry: Json, id: string): ListedPrices | null {
  const pricing = isRecord(entry['pricing'])
    ? entry['pricing']
    : (centsPricing(entry) ?? plainPricing(entry) ?? commonPricing(entry['providers']));
  if (pricing === null) return null;
  const told = (names: readonly string[]) => names.map((name) => pricing[name]).find((value) => value !== undefined);
  const [input, output] = [told(['prompt', 'input', 'input_tokens']), told(['completion', 'output', 'output_tokens'])];
  if (Number(input) === 0 && Number(output) === 0 && FREE.test(id)) return { input: 0n, cachedInput: null, output: 0n };
  const [inputPrice, outputPrice] = [perToken(input), perToken(output)];
  if (inputPrice === null || outputPrice === null) return null;
  const cached = perToken(told(CACHED));
  const written = perToken(told(['input_cache_write', 'input_cache_writes', 'cache_write', 'cache_write_tokens']));
  return {
    input: inputPrice,
    cachedInput: cached !== null && cached <= inputPrice ? cached : null,
    ...(written === null ? {} : { cacheWrite: written }),
    output: outputPrice,
  };
}

/** Whether an entry names a fee for each request. */
export function listsRequestFee({ pricing }: Json): boolean {
  const fee = isRecord(pricing) ? Number(pricing['request'] ?? 0) : 0;
  return fee > 0;
}

/** xAI's way, US cents per 100 million tokens: 30000 is $3 per million. */
function centsPricing(entry: Json): Json | null {
  const names = ['prompt_text_token_price', 'cached_prompt_text_token_price', 'completion_text_token_price'] as const;
  const [prompt, cached, completion] = names.map((name) => entry[name]);
  if (typeof prompt !== 'number' || typeof completion !== 'number') return null;
  return {
    prompt: prompt / 1e4,
    completion: completion / 1e4,
    ...(typeof cached === 'number' ? { cached_input: cached / 1e4 } : {}),
  };
}

/** Prices that stand in the entry itself, as those of LiteLLM and Requesty do. */
function plainPricing(entry: Json): Json | null {
  const [input, output] = [
    entry['input_cost_per_token'] ?? entry['input_price'],
    entry['output_cost_per_token'] ?? entry['output_price'],
  ];
  if (input === undefined || output === undefined) return null;
  return { input, output, cached_input: entry['cache_read_input_token_cost'] ?? entry['cached_price'] };
}

/** The prices of a router's providers where all that serve the model ask the same: which of them will answer is not known. */
function commonPricing(providers: unknown): Json | null {
  if (!Array.isArray(providers)) return null;
  const live = providers.filter(isRecord).filter(({ status }) => status === undefined || status === 'live');
  const [first, ...others] = live.map(({ pricing }) => pricing);
  if (!isRecord(first)) return null;
  const isSame = (other: unknown) =>
    isRecord(other) && other['input'] === first['input'] && other['output'] === first['output'];
  return others.every(isSame) ? first : null;
}

function perToken(value: unknown): Picodollars | null {
  // Some name it in several currencies: {"usd": 0.9, "diem": 0.9}.
  if (isRecord(value)) return isRecord(value['usd']) ? null : perToken(value['usd']);
  const usd = typeof value === 'string' && DECIMAL.test(value) ? Number(value) * 1e12 : null;
  const price =
    typeof value === 'number' && Number.isFinite(value) ? value * (value < MIN_PER_MILLION ? 1e12 : 1e6) : usd;
  if (price === null || price > Number(MAX_PRICE) || price < Number(MIN_PRICE)) return null;
  return BigInt(Math.round(price));
}
