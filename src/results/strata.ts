import type { Stratum } from '../analysis/answer-tests.ts';
import { answerText } from '../domain/prompt/tool.ts';
import { type Column, samplesOf } from '../domain/run/columns.ts';
import type { Completion } from '../domain/run/completion.ts';
import { AXES, type Axis, settingOn } from '../domain/run/sweep.ts';

/**
 * The samples of columns, kept apart by row and case: only within these may they be compared. Rows are named by whatever is swept besides the
 * setting that makes the columns, in any of the runs the columns are of.
 */
export function strataOf(columns: readonly Column[]): readonly Stratum[] {
  const axes = sweptBeside(columns);
  const strata = new Map<string, string[][]>();
  for (const [position, column] of columns.entries()) {
    for (const sample of samplesOf(column).samples) {
      const key = stratumKey(sample, axes);
      const stratum = strata.get(key) ?? columns.map(() => []);
      stratum[position]?.push(answerText(sample));
      strata.set(key, stratum);
    }
  }
  return [...strata.values()];
}

/** The row and case of each sample of one column, by number, in the order of its samples. */
export function stratumNumbers(column: Column): readonly number[] {
  const axes = sweptBeside([column]);
  const numbers = new Map<string, number>();
  return samplesOf(column).samples.map((sample) => {
    const key = stratumKey(sample, axes);
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  });
}

function sweptBeside(columns: readonly Column[]): readonly Axis[] {
  const swept = new Set(
    columns.flatMap(({ cells }) => cells.flatMap(({ settings }) => settings.map(([axis]) => axis))),
  );
  return AXES.filter((axis) => swept.has(axis));
}

function stratumKey({ settings, case: name }: Completion, axes: readonly Axis[]): string {
  return JSON.stringify([name, ...axes.map((axis) => settingOn(settings, axis))]);
}
