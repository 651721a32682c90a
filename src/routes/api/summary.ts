import { type Honoured, honoured } from '../../analysis/honoured.ts';
import type { Summary } from '../../analysis/summary.ts';
import { type Column, columnsOf, samplesOf } from '../../domain/columns.ts';
import { toUsd } from '../../domain/cost.ts';
import type { RunView } from '../../domain/run.ts';

/** The summary of a run, one entry per column; what is undefined is null. */
export function summaryJson(view: RunView, summaries: readonly Summary[]) {
  const columns = columnsOf(view);
  const states = honouredStates(columns);
  return columns.map((column, index) => {
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

/** What each column may claim of its setting, from what came back alone. */
function honouredStates(columns: readonly Column[]): readonly Honoured[] {
  return honoured(
    columns.map((column) => ({
      value: column.value,
      refused: column.cells.some((cell) =>
        cell.completions.some(
          ({ completion: { error } }) => error?.kind === 'parameter_refused' && error.param === column.axis,
        ),
      ),
      outputs: samplesOf(column).samples.map(({ text }) => text),
    })),
    { fold: 'norm', probe: null },
  );
}
