import { domId } from '../dom-id.ts';

export interface UndoBarProps {
  readonly experiment: number;
  readonly undo: boolean;
  readonly redo: boolean;
}

/** Takes structural edits back and forth: rows and messages added, deleted, moved or switched. */
export function UndoBar({ experiment, undo, redo }: UndoBarProps) {
  const button = { type: 'button', class: 'btn quiet', 'hx-swap': 'none', 'hx-sync': 'this:drop' } as const;
  return (
    <span class="end actions" id={undoBarId(experiment)}>
      <button
        {...button}
        id={domId('experiment', experiment, 'undo-button')}
        hx-post={`/experiments/${experiment}/undo`}
        disabled={!undo}
        aria-keyshortcuts="Control+Z"
        aria-label="Take the last edit back"
        title="Undo the last edit of rows or messages (Ctrl+Z outside of text fields)"
      >
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
          <path d="M6 2 2 6l4 4M2 6h7a4 4 0 0 1 0 8H6" />
        </svg>
      </button>
      <button
        {...button}
        id={domId('experiment', experiment, 'redo-button')}
        hx-post={`/experiments/${experiment}/redo`}
        disabled={!redo}
        aria-keyshortcuts="Control+Shift+Z"
        aria-label="Make the edit again"
        title="Redo (Ctrl+Shift+Z)"
      >
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
          <path d="m10 2 4 4-4 4M14 6H7a4 4 0 0 0 0 8h3" />
        </svg>
      </button>
    </span>
  );
}

export function undoBarId(experiment: number): string {
  return domId('experiment', experiment, 'undo');
}
