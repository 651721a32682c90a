import { domId } from '../dom-id.ts';
import { Icon } from '../icon.tsx';

export interface UndoBarProps {
  readonly experiment: number;
  readonly undo: boolean;
  readonly redo: boolean;
}

/** Takes structural edits back and forth: rows and messages added, deleted, moved or switched, a role, the encoding, the template. */
export function UndoBar({ experiment, undo, redo }: UndoBarProps) {
  const button = { type: 'button', class: 'button quiet square', 'hx-swap': 'none', 'hx-sync': 'this:drop' } as const;
  return (
    <span class="end" id={undoBarId(experiment)}>
      <button
        {...button}
        id={domId('experiment', experiment, 'undo-button')}
        hx-post={`/experiments/${experiment}/undo`}
        disabled={!undo}
        aria-keyshortcuts="Control+Z"
        aria-label="Take the last edit back"
        title="Undo the last edit of rows, messages, roles, encoding or template (Ctrl+Z outside of text fields)"
      >
        <Icon name="undo" />
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
        <Icon name="redo" />
      </button>
    </span>
  );
}

export function undoBarId(experiment: number): string {
  return domId('experiment', experiment, 'undo');
}
