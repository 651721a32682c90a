import type { SettingEffect } from '../../analysis/setting-effect.ts';
import type { Summary } from '../../analysis/summary.ts';
import type { SweepTests } from '../../domain/answers/answer-test.ts';
import type { ColumnScore } from '../../domain/cases/score.ts';
import { toUsd } from '../../domain/money/cost.ts';
import { columnsOf } from '../../domain/run/columns.ts';
import type { RunView } from '../../domain/run/run.ts';
import { scoresOf } from '../../results/cases/scores.ts';

/** The summary of a run, one entry per column; what is undefined is null. */
export function summaryJson(view: RunView, summaries: readonly Summary[], states: readonly SettingEffect[]) {
  const scores = scoresOf(view);
  return columnsOf(view).map((column, index) => {
    const summary = summaries[index];
    return {
      [column.axis]: column.value,
      ...(column.changes === undefined ? {} : { changes: column.changes }),
      n: summary?.n ?? 0,
      failed: summary?.failed ?? 0,
      honoured: states[index] ?? 'unknown',
      agreement: summary?.agreement ?? { value: null, low: null, high: null },
      distinct: summary?.distinct ?? null,
      similarity: summary?.similarity ?? null,
      length: summary?.length ?? null,
      uncertainty: uncertaintyJson(summary),
      ...scoreJson(scores?.[index] ?? null),
      cost_usd: summary?.costPicodollars == null ? null : toUsd(summary.costPicodollars),
      ttft_ms: summary?.ttftMs ?? null,
    };
  });
}

/** The test of all columns at once; null under two columns, while the run goes on, and when it took too long. */
export function sweepTestJson(tests: SweepTests | null) {
  if (tests === null || tests.used === null || tests.sweep === null) return null;
  const { statistic, p, method } = tests.sweep;
  return { statistic, p, kernel: tests.used.kernel, method };
}

/** Null throughout without checks; with them, what is undefined is null within. */
function scoreJson(score: ColumnScore | null) {
  return {
    pass_rate: score?.passRate ?? null,
    off_list: score?.offList ?? null,
    cost_per_correct: score?.costPerCorrect ?? null,
  };
}

function uncertaintyJson(summary: Summary | undefined) {
  if (summary?.uncertainty == null) return null;
  const { nll, perplexity, tokens, leftOut } = summary.uncertainty;
  return { nll, perplexity, tokens, left_out: leftOut };
}
