import { perMillion, type UnitPrices } from '../../domain/money/cost.ts';
import { isRecord } from '../json.ts';

/** Tiers that cost what is published as the price. */
const STANDARD: ReadonlySet<string> = new Set([
  'default',
  'auto',
  'standard',
  'standard_only',
  'on_demand',
  'performance',
]);

/** Input, cached input and output in US dollars per million tokens; LiteLLM's table of prices, seen 2026-11-28. */
const TIERS: Readonly<Record<string, Readonly<Record<string, readonly [number, number, number]>>>> = {
  priority: { 'gpt-5': [2.5, 0.25, 20], 'gpt-4o': [4.25, 2.125, 17] },
  flex: { 'gpt-5': [0.625, 0.0625, 5] },
};

/** The tier that an answer names beside the standard one; `null` when it names none. */
export function specialTier(response: Readonly<Record<string, unknown>> | null): string | null {
  const usage = response?.['usage'];
  // Claude's tier stands with its usage.
  const named = response?.['service_tier'] ?? (isRecord(usage) ? usage['service_tier'] : null);
  const tier = typeof named === 'string' ? named.toLowerCase() : '';
  return tier === '' || STANDARD.has(tier) ? null : tier;
}

/** Unit prices at a service tier; `null` where they are not known. Batches cost half. */
export function atTier(prices: UnitPrices, tier: string): UnitPrices | null {
  const known = TIERS[tier]?.[prices.model];
  if (known !== undefined) {
    const [input, cachedInput, output] = known;
    return {
      ...prices,
      input: perMillion(input),
      cachedInput: perMillion(cachedInput),
      output: perMillion(output),
    };
  }
  if (tier !== 'batch') return null;
  const half = (price: bigint) => (price + 1n) / 2n;
  return {
    ...prices,
    input: half(prices.input),
    cachedInput: prices.cachedInput === null ? null : half(prices.cachedInput),
    output: half(prices.output),
  };
}
