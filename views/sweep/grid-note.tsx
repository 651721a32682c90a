import type { GridAxis, GridLayout } from '../../src/domain/run/grid-layout.ts';
import { domId } from '../dom-id.ts';
import { count, plural } from '../format.ts';
import { manyWord, WORDS } from './axis-words.ts';

interface GridNoteProps {
  readonly experiment: number;
  /** `null` until it is known. */
  readonly layout: GridLayout | null;
}

/** Where two settings vary, or columns are added: what will stand across and what down, and a way to have it the other way round. */
export function GridNote({ experiment, layout }: GridNoteProps) {
  const id = gridNoteId(experiment);
  const isPlain = layout === null || (layout.rows.length === 0 && layout.added === 0);
  if (isPlain) return <div class="grid-note" id={id} />;
  return (
    <div class="grid-note small" id={id}>
      <span>
        <strong>{countText(layout.columns)}</strong> as columns
        {layout.added > 0 && (
          <>
            {' '}
            + <strong>{plural(layout.added, 'added column')}</strong>
          </>
        )}
        {layout.rows.length > 0 && (
          <>
            , <strong>{layout.rows.map(countText).join(' × ')}</strong> as rows
          </>
        )}
        .
      </span>
      {layout.rows.length > 0 && <SwapButton experiment={experiment} />}
    </div>
  );
}

function SwapButton({ experiment }: Pick<GridNoteProps, 'experiment'>) {
  return (
    <button
      type="button"
      class="link"
      hx-post={`/experiments/${experiment}/transposition`}
      hx-include={`#${domId('experiment', experiment, 'form')}`}
      hx-swap="none"
      hx-sync="this:drop"
    >
      Swap columns and rows
    </button>
  );
}

function countText({ axis, values }: GridAxis): string {
  return values.length === 1 ? `1 ${WORDS[axis]}` : `${count(values.length)} ${manyWord(axis)}`;
}

export function gridNoteId(experiment: number): string {
  return domId('experiment', experiment, 'grid');
}
