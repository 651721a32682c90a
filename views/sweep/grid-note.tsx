import type { GridAxis, GridLayout } from '../../src/domain/grid-layout.ts';
import { domId } from '../dom-id.ts';
import { count } from '../format.ts';
import { manyWord, WORDS } from './axis-words.ts';

interface GridNoteProps {
  readonly experiment: number;
  /** `null` until it is known. */
  readonly layout: GridLayout | null;
}

/** Where two settings vary: what will stand across and what down, and a way to have it the other way round. */
export function GridNote({ experiment, layout }: GridNoteProps) {
  const id = gridNoteId(experiment);
  if (layout === null || layout.rows.length === 0) return <div class="grid-note" id={id} />;
  return (
    <div class="grid-note small" id={id}>
      <span>
        <strong>{countText(layout.columns)}</strong> as columns,{' '}
        <strong>{layout.rows.map(countText).join(' × ')}</strong> as rows.
      </span>
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
    </div>
  );
}

function countText({ axis, values }: GridAxis): string {
  return values.length === 1 ? `1 ${WORDS[axis]}` : `${count(values.length)} ${manyWord(axis)}`;
}

export function gridNoteId(experiment: number): string {
  return domId('experiment', experiment, 'grid');
}
