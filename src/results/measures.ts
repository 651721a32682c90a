import { createHash } from 'node:crypto';
import { quantile } from '../analysis/length.ts';
import type { Summary } from '../analysis/summary.ts';
import type { Equality } from '../domain/answers/answer-groups.ts';
import type { CellCost, CellMeasures, Quartiles, RunMeasures } from '../domain/answers/measures.ts';
import { costOf, toUsd, type UnitPrices } from '../domain/money/cost.ts';
import { columnsOf, samplesOf } from '../domain/run/columns.ts';
import type { Completion } from '../domain/run/completion.ts';
import { asksLogprobs, type RunView } from '../domain/run/run.ts';
import { sweepTests, type Tester } from './answer-tests.ts';
import { stratumNumbers } from './strata.ts';
import { type SampleGroup, type SummaryDeps, summarise } from './summaries.ts';

/** The measures of so many runs are kept: enough for the pages that are open. */
const KEPT = 60;
/** Answers shorter than these many words have no wording to compare. */
const MIN_WORDS = 5;
const LABEL_LENGTH = 200;

export interface MeasureCacheDeps extends SummaryDeps {
  readonly analyst: SummaryDeps['analyst'] & Tester;
  /** Prices by which the built-in model's free answers are priced to teach what they would cost. */
  readonly reference: () => UnitPrices | null;
}

/** The measures of ended runs, worked out once: an ended run changes only by being asked for more. */
export class MeasureCache {
  readonly #deps: MeasureCacheDeps;
  readonly #known = new Map<string, RunMeasures>();
  readonly #coming = new Map<string, Promise<RunMeasures>>();

  constructor(deps: MeasureCacheDeps) {
    this.#deps = deps;
  }

  /** The measures of a run that are worked out already. */
  known(view: RunView, equality: Equality): RunMeasures | null {
    return this.#known.get(keyOf(view, equality)) ?? null;
  }

  /** The measures of a run as it is now. */
  async of(view: RunView, equality: Equality): Promise<RunMeasures> {
    if (view.run.status === 'running') return this.#measure(view, equality);
    const key = keyOf(view, equality);
    const known = this.#known.get(key) ?? (await (this.#coming.get(key) ?? this.#begin(key, view, equality)));
    this.#keep(key, known);
    return known;
  }

  #begin(key: string, view: RunView, equality: Equality): Promise<RunMeasures> {
    const coming = this.#measure(view, equality).finally(() => this.#coming.delete(key));
    this.#coming.set(key, coming);
    return coming;
  }

  /** The one asked for last is the last to be forgotten. */
  #keep(key: string, measures: RunMeasures): void {
    this.#known.delete(key);
    this.#known.set(key, measures);
    const [oldest] = this.#known.keys();
    if (this.#known.size > KEPT && oldest !== undefined) this.#known.delete(oldest);
  }

  async #measure(view: RunView, equality: Equality): Promise<RunMeasures> {
    const cells = columnsOf(view).flatMap((column) =>
      column.cells.map((cell) => {
        const own = { ...column, cells: [cell] };
        return { column: column.index, row: cell.row, ...samplesOf(own), strata: stratumNumbers(own) };
      }),
    );
    const logprobs = asksLogprobs(view.run.request);
    const [summaries, tests] = await Promise.all([
      summarise(this.#deps, cells, { equality, logprobs }),
      sweepTests(this.#deps.analyst, view, equality),
    ]);
    const reference = this.#deps.reference();
    return {
      run: view.run.id,
      equality,
      tests,
      cells: cells.flatMap((cell, index) => {
        const summary = summaries[index];
        return summary === undefined
          ? []
          : [{ column: cell.column, row: cell.row, ...cellMeasures(cell, summary, reference) }];
      }),
    };
  }
}

/** Everything by which a run's answers may have become others. */
function keyOf({ run }: RunView, equality: Equality): string {
  return [run.id, run.planned, run.endedAt?.getTime() ?? 0, equality].join(':');
}

function cellMeasures(
  { samples, strata }: SampleGroup,
  summary: Summary,
  reference: UnitPrices | null,
): Omit<CellMeasures, 'column' | 'row'> {
  const { n, failed, agreement, distinct, majority, medianWords, length, uncertainty, ttftMs, groups } = summary;
  return {
    n,
    failed,
    agreement,
    distinct,
    // Answers to several cases have no commonest one.
    most:
      majority === null || new Set(strata).size > 1
        ? null
        : { samples: groups[0]?.members.length ?? 0, tied: majority.tied },
    similarity: medianWords !== null && medianWords >= MIN_WORDS ? summary.similarity : null,
    length:
      length === null
        ? null
        : { ...length, known: samples.filter(({ usage }) => (usage?.outputTokens ?? null) !== null).length },
    uncertainty,
    ttftMs,
    cost: cellCost(samples, reference),
    answers: groups.map(({ key, text, members }) => ({
      // What is equal in two columns has to be equal here too, and long answers are long.
      key: createHash('sha256').update(key).digest('base64url'),
      text: [...text.slice(0, 2 * LABEL_LENGTH)].slice(0, LABEL_LENGTH).join(''),
      count: members.length,
    })),
  };
}

function cellCost(samples: readonly Completion[], reference: UnitPrices | null): CellCost {
  const isFree = samples.length > 0 && samples.every(({ cost }) => cost?.source === 'free');
  const costs = samples.flatMap(({ cost, usage }) => {
    const counted = isFree ? costOf(usage, reference) : cost;
    return counted === null ? [] : [counted.picodollars];
  });
  return {
    kind: isFree ? 'free' : costs.length > 0 ? 'paid' : 'unknown',
    reference: isFree ? (reference?.model ?? null) : null,
    total: costs.length === 0 ? null : costs.reduce((sum, cost) => sum + cost, 0n),
    unpriced: samples.length - costs.length,
    each: quartilesOf(costs.map(toUsd)),
  };
}

function quartilesOf(values: readonly number[]): Quartiles {
  return { median: quantile(values, 0.5), q1: quantile(values, 0.25), q3: quantile(values, 0.75) };
}
