import { agreementOf } from '../analysis/agreement.ts';
import type { RunView } from '../domain/run/run.ts';
import { groupedColumns } from './answer-groups.ts';

/**
 * The chance that two answers of a run to the same settings are the same, from 0 to 1: the mean over its cells. `null` where no cell
 * has two answers, and over cases, whose answers are not meant to be the same.
 */
export function agreementOfRun(view: RunView): number | null {
  if (view.run.request.cases !== undefined) return null;
  const cells = groupedColumns(view, 'norm').flatMap((column) => column.cells);
  return agreementOf(cells.map(({ answers }) => answers.map(({ members }) => members.length)))?.value ?? null;
}
