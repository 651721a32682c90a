import type { NotebookSummary } from '../../src/domain/notebook/notebook.ts';
import { count, plural, usd } from '../format.ts';

export const NOTEBOOK_FIGURES_ID = 'notebook-figures';

export interface NotebookFiguresProps {
  readonly summary: NotebookSummary;
  /** Whether answers of a connection cost nothing. */
  readonly isFree: (connection: string) => boolean;
}

/** How often a notebook was run and what that cost, leading to where it is told by experiment; empty before the first run. */
export function NotebookFigures({ summary, isFree }: NotebookFiguresProps) {
  const { id, runs } = summary;
  return (
    <span id={NOTEBOOK_FIGURES_ID} class="small num">
      {runs > 0 && (
        <a
          class="figures-link"
          href={`/history?notebook=${id}&by=experiment`}
          title="Cost of this notebook, by experiment"
        >
          {[plural(runs, 'run'), costText(summary, isFree)].filter((part) => part !== '').join(' · ')}
        </a>
      )}
    </span>
  );
}

/** Of what is free there is nothing to say: the line below Run does. */
function costText(
  { lastRun, costPicodollars, unpriced }: NotebookSummary,
  isFree: NotebookFiguresProps['isFree'],
): string {
  if (costPicodollars === 0n && unpriced === 0 && lastRun !== null && isFree(lastRun.connection)) return '';
  return unpriced > 0 ? `${usd(costPicodollars)} + ${count(unpriced)} unpriced` : usd(costPicodollars);
}
