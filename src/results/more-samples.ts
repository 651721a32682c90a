import { nextSamples } from '../domain/answers/answer-power.ts';
import type { MoreSamples } from '../domain/answers/answer-test.ts';
import { type Column, samplesOf } from '../domain/run/columns.ts';
import type { Completion } from '../domain/run/completion.ts';
import { stratumNumbers } from './strata.ts';

/** What the next number of samples worth asking for would take of these columns, at the mean cost of their answers so far. */
export function moreSamplesOf(columns: readonly Column[]): MoreSamples | null {
  const sides = columns.map((column) => ({
    answered: samplesOf(column).samples,
    strata: new Set(stratumNumbers(column)).size,
  }));
  if (sides.length === 0 || sides.some(({ strata }) => strata === 0)) return null;
  const samples = nextSamples(Math.min(...sides.map(({ answered, strata }) => Math.floor(answered.length / strata))));
  if (samples === null) return null;
  const requests = sides.reduce(
    (sum, { answered, strata }) => sum + Math.max(0, strata * samples - answered.length),
    0,
  );
  return {
    samples,
    requests,
    ...costOfMore(
      sides.flatMap(({ answered }) => answered),
      requests,
    ),
  };
}

function costOfMore(answered: readonly Completion[], requests: number): Pick<MoreSamples, 'costPicodollars' | 'free'> {
  const costs = answered.flatMap(({ cost }) => (cost === null ? [] : [cost]));
  const free = costs.length > 0 && costs.every(({ source }) => source === 'free');
  if (free || costs.length === 0) return { costPicodollars: null, free };
  const total = costs.reduce((sum, { source, picodollars }) => sum + (source === 'free' ? 0n : picodollars), 0n);
  return { costPicodollars: (total * BigInt(requests)) / BigInt(costs.length), free };
}
