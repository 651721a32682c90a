import type { SettingEffect } from '../../analysis/setting-effect.ts';
import type { Summary } from '../../analysis/summary.ts';
import { columnsOf } from '../../domain/columns.ts';
import { toUsd } from '../../domain/cost.ts';
import type { RunView } from '../../domain/run.ts';

/** The summary of a run, one entry per column; what is undefined is null. */
export function summaryJson(view: RunView, summaries: readonly Summary[], states: readonly SettingEffect[]) {
  return columnsOf(view).map((column, index) => {
    const summary = summaries[index];
    return {
      [column.axis]: column.value,
      n: summary?.n ?? 0,
      failed: summary?.failed ?? 0,
      honoured: states[index] ?? 'unknown',
      agreement: summary?.agreement ?? { value: null, low: null, high: null },
      distinct: summary?.distinct ?? null,
      similarity: summary?.similarity ?? null,
      length: summary?.length ?? null,
      uncertainty: uncertaintyJson(summary),
      cost_usd: summary?.costPicodollars == null ? null : toUsd(summary.costPicodollars),
      ttft_ms: summary?.ttftMs ?? null,
    };
  });
}

function uncertaintyJson(summary: Summary | undefined) {
  if (summary?.uncertainty == null) return null;
  const { nll, perplexity } = summary.uncertainty;
  return { nll, perplexity };
}
