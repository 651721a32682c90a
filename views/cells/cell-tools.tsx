import type { Cell } from '../../src/domain/notebook/notebook.ts';
import { domId } from '../dom-id.ts';
import { Icon } from '../icon.tsx';
import { Menu } from '../menu.tsx';

const KINDS = [
  { path: 'experiments', label: 'Experiment' },
  { path: 'notes', label: 'Note' },
] as const;

/** Puts a new cell right below this one; stands in the gap between the two. */
export function InsertBelow({ cell: { id, notebookId } }: { readonly cell: Pick<Cell, 'id' | 'notebookId'> }) {
  return (
    <div class="insert">
      <Menu label="Insert below" icon="plus" kind="middle">
        <ul>
          {KINDS.map(({ path, label }) => (
            <li>
              <button
                type="button"
                hx-post={`/notebooks/${notebookId}/${path}`}
                hx-vals={JSON.stringify({ after: id })}
                hx-target={`#${domId('cell', id)}`}
                hx-swap="afterend"
                data-insert={path}
              >
                {label}
              </button>
            </li>
          ))}
        </ul>
      </Menu>
    </div>
  );
}

/** Where a pointer takes hold of a cell to drag it; keys and touch have Move up and Move down in the cell's menu. */
export function Grip() {
  return (
    <span class="grip" data-grip title="Drag the cell" aria-hidden="true">
      <Icon name="grip" />
    </span>
  );
}
