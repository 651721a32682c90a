import { byCase } from '../../analysis/by-case.ts';
import { costPerCorrect } from '../../analysis/few-shot.ts';
import { type Interval, wilson, wilsonOfShare } from '../../analysis/statistics/intervals.ts';
import type { ColumnScore, CostPerCorrect, PassRate } from '../../domain/cases/score.ts';
import { toUsd } from '../../domain/money/cost.ts';
import { type Column, columnsOf, isSample } from '../../domain/run/columns.ts';
import type { Completion } from '../../domain/run/completion.ts';
import type { RunRequest, RunView } from '../../domain/run/run.ts';

const RATES: Interval = { low: 0, high: 1 };

/** What checks, and people, say of each column of a run; `null` for a run without either. */
export function scoresOf(view: RunView): readonly ColumnScore[] | null {
  const { request } = view.run;
  const isChecked = view.completions.some(({ completion }) => completion.checked !== undefined);
  if ((request.checks ?? []).length === 0 && !isChecked) return null;
  return columnsOf(view).map((column) => scoreOf(scoredSamples(column, request)));
}

/** The answers of a column that count in a score: those of leaked cases do in no column. */
export function scoredSamples(column: Column, { leaks = [] }: Pick<RunRequest, 'leaks'>): readonly Completion[] {
  const leaked = new Set(leaks.map((leak) => leak.case));
  return column.cells
    .flatMap((cell) => cell.completions.map(({ completion }) => completion))
    .filter((completion) => isSample(completion) && (completion.case === null || !leaked.has(completion.case)));
}

/** The score of answers that belong together. */
export function scoreOf(samples: readonly Completion[]): ColumnScore {
  const judged = samples.filter(({ checked }) => typeof checked?.passed === 'boolean');
  const passRate = passRateOf([...passesByCase(judged).values()]);
  return { passRate, offList: offListOf(samples), costPerCorrect: costOfCorrect(judged, passRate) };
}

/** Passes (1) and failures (0) by case, in the order of the answers; without cases each answer stands for itself. */
export function passesByCase(judged: readonly Completion[]): ReadonlyMap<string, readonly number[]> {
  const cases = new Map<string, number[]>();
  for (const { id, case: place, checked } of judged) {
    const key = place === null ? `answer ${id}` : String(place);
    const own = cases.get(key) ?? [];
    own.push(checked?.passed === true ? 1 : 0);
    cases.set(key, own);
  }
  return cases;
}

/**
 * Pass rate over cases. Each asked once: Wilson over cases. Several times: t over the means of the cases, clamped to [0, 1]; where
 * all means are equal they show no spread to learn from, so Wilson with n = cases; a single case tells of no other case.
 */
export function passRateOf(cases: readonly (readonly number[])[]): PassRate {
  const rate = byCase(cases, RATES);
  if (rate === null) return { value: null, low: null, high: null, cases: 0 };
  const interval = cases.every((passes) => passes.length === 1)
    ? wilson({ successes: cases.flat().filter((passed) => passed === 1).length, n: cases.length })
    : (rate.interval ?? wilsonOfShare(rate.mean, rate.cases));
  return { value: rate.mean, low: interval?.low ?? null, high: interval?.high ?? null, cases: rate.cases };
}

function offListOf(samples: readonly Completion[]): number | null {
  const labelled = samples.filter(({ checked }) => checked?.results.some(({ type }) => type === 'label'));
  if (labelled.length === 0) return null;
  return labelled.filter(({ checked }) => checked?.results.some(({ offList }) => offList)).length / labelled.length;
}

const NO_COST: CostPerCorrect = { usd: null, low: null, high: null };

function costOfCorrect(judged: readonly Completion[], rate: PassRate): CostPerCorrect {
  const costs = judged.flatMap(({ cost }) =>
    cost === null || cost.source === 'free' ? [] : [toUsd(cost.picodollars)],
  );
  if (costs.length === 0 || costs.length < judged.length || rate.value === null) return NO_COST;
  const each = costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
  const correct = costPerCorrect(each, { value: rate.value, low: rate.low ?? 0, high: rate.high ?? 1 });
  return correct === null ? NO_COST : { usd: correct.value, low: correct.low, high: correct.high };
}
