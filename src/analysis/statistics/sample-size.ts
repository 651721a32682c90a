import { binomialChances, cumulativeBinomial } from './binomial.ts';
import { Z95 } from './intervals.ts';

/** Standard normal quantile for 80% power. */
const Z80 = 0.8416212335729143;
const POWER = 0.8;
/** Beyond this many cases the answer is "too many to be worth it". */
const MAX_CASES = 2_000;

/**
 * Samples per setting for an 80% chance of telling two pass rates apart at p = 0.05, unpaired (normal approximation); `null` for
 * equal rates.
 */
export function samplesPerSetting(rateA: number, rateB: number): number | null {
  if (rateA === rateB) return null;
  const middle = (rateA + rateB) / 2;
  const underNull = Z95 * Math.sqrt(2 * middle * (1 - middle));
  const underDifference = Z80 * Math.sqrt(rateA * (1 - rateA) + rateB * (1 - rateB));
  return Math.ceil(((underNull + underDifference) / (rateA - rateB)) ** 2);
}

/**
 * Cases, each asked under both settings, for an 80% chance that McNemar's exact test reaches p = 0.05, when a share `gained` of
 * cases gets better and a share `lost` worse; `null` above 2,000 cases or without a difference.
 */
export function pairedCases({ gained, lost }: { readonly gained: number; readonly lost: number }): number | null {
  if (gained === lost) return null;
  for (let cases = 6; cases <= MAX_CASES; cases++) {
    if (mcnemarPower(cases, gained, lost) >= POWER) return cases;
  }
  return null;
}

/** Samples to see, with 95% chance, an event of this rate at least once; `null` for a rate outside (0, 1). */
export function samplesToSeeOnce(rate: number): number | null {
  return rate > 0 && rate < 1 ? Math.ceil(Math.log(0.05) / Math.log1p(-rate)) : null;
}

/**
 * The pass rate that the best of `tried` equally good prompts shows on average, each over `cases` cases, when all truly pass at `rate`:
 * what picking the winner alone adds.
 */
export function expectedBestOf(
  tried: number,
  { cases, rate }: { readonly cases: number; readonly rate: number },
): number {
  const atMost = cumulativeBinomial(cases, rate);
  return atMost.subarray(0, cases).reduce((sum, chance) => sum + 1 - chance ** tried, 0) / cases;
}

function mcnemarPower(cases: number, gained: number, lost: number): number {
  let power = 0;
  for (const [flips, chance] of binomialChances(cases, gained + lost).entries()) {
    if (chance > 1e-12) power += chance * rejection(flips, gained / (gained + lost));
  }
  return power;
}

/** Chance that so many flips, each a gain with chance `share`, are one-sided enough for p <= 0.05. */
function rejection(flips: number, share: number): number {
  const limit = criticalFlips(flips);
  if (limit < 0) return 0;
  const atMost = cumulativeBinomial(flips, share);
  return (atMost[limit] ?? 0) + 1 - (atMost[flips - limit - 1] ?? 0);
}

/** The most flips the smaller side may have for p <= 0.05; -1 when none is few enough. */
function criticalFlips(flips: number): number {
  const atMost = cumulativeBinomial(flips, 0.5);
  return atMost.findIndex((chance) => 2 * chance > 0.05) - 1;
}
