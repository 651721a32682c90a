import type { UnitPrices } from '../domain/money/cost.ts';
import type { Usage } from '../domain/run/usage.ts';
import type { ReadCompletion, WrittenCompletion } from './schema.ts';

/** What was used, as a notebook file has it. What is unknown is `null`; what few services tell is absent. */
export function usageFile(usage: Usage): NonNullable<WrittenCompletion['usage']> {
  const { cacheWriteTokens } = usage;
  return {
    input_tokens: usage.inputTokens,
    cached_input_tokens: usage.cachedInputTokens,
    ...(cacheWriteTokens === undefined ? {} : { cache_write_tokens: cacheWriteTokens }),
    output_tokens: usage.outputTokens,
    reasoning_tokens: usage.reasoningTokens,
    source: usage.source,
  };
}

export function usageContent(usage: NonNullable<ReadCompletion['usage']>): Usage {
  const { cache_write_tokens: cacheWriteTokens } = usage;
  return {
    inputTokens: usage.input_tokens,
    cachedInputTokens: usage.cached_input_tokens,
    ...(cacheWriteTokens === undefined ? {} : { cacheWriteTokens }),
    outputTokens: usage.output_tokens,
    reasoningTokens: usage.reasoning_tokens,
    source: usage.source,
  };
}

/** Prices per token as whole pico-dollars in text, as a notebook file has them. */
export function pricesFile(prices: UnitPrices): NonNullable<WrittenCompletion['prices']> {
  const { input, cachedInput, cacheWrite, output, model, date, own, fromService } = prices;
  return {
    input: String(input),
    cached_input: cachedInput === null ? null : String(cachedInput),
    ...(cacheWrite === undefined ? {} : { cache_write: String(cacheWrite) }),
    output: String(output),
    model,
    date,
    ...(own ? { own } : {}),
    ...(fromService ? { from_service: fromService } : {}),
  };
}

export function pricesContent({
  cached_input: cachedInput,
  cache_write: cacheWrite,
  own,
  from_service: fromService,
  ...prices
}: NonNullable<ReadCompletion['prices']>): UnitPrices {
  return {
    ...prices,
    cachedInput,
    ...(cacheWrite === undefined ? {} : { cacheWrite }),
    ...(own ? { own } : {}),
    ...(fromService ? { fromService } : {}),
  };
}
