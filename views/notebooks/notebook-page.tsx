import type { Notebook } from '../../src/domain/notebook.ts';
import { type CellProps, CellView } from '../cells/cell.tsx';
import { domId } from '../dom-id.ts';
import { Icon } from '../icon.tsx';
import { Page, type PageContext } from '../layout.tsx';
import { Menu } from '../menu.tsx';
import { LiveStream } from '../runs/live-stream.tsx';

interface NotebookPageProps {
  readonly notebook: Notebook;
  readonly cells: readonly CellProps[];
  readonly liveRuns: readonly number[];
  readonly context: PageContext;
}

/** A notebook with its cells. */
export function NotebookPage({ notebook, cells, liveRuns, context }: NotebookPageProps) {
  return (
    <Page title={notebook.title} section="notebooks" context={context}>
      <header class="title">
        <NotebookTitle notebook={notebook} />
        <span class="saved small muted" id="saved" role="status" />
        <span class="end">
          <NotebookMenu notebook={notebook} />
        </span>
      </header>
      <div id="cells" class="cells">
        {cells.map((cell) => (
          <CellView {...cell} />
        ))}
      </div>
      {cells.length === 0 && (
        <p class="empty" id="no-cells">
          This notebook is empty. Add an experiment to ask a model something, or a note to write down what you are
          after.
        </p>
      )}
      <AddCells notebook={notebook.id} />
      <LiveStream path={`/notebooks/${notebook.id}/events`} runs={liveRuns} />
    </Page>
  );
}

function NotebookMenu({ notebook: { id } }: Pick<NotebookPageProps, 'notebook'>) {
  return (
    <Menu label="Actions for the notebook">
      <ul>
        <li>
          <button type="button" data-run-all>
            Run all
          </button>
        </li>
        <li>
          <a href={`/notebooks/${id}/file?results=true`} download>
            Export
          </a>
        </li>
        <li>
          <a href={`/notebooks/${id}/file`} download>
            Export without results
          </a>
        </li>
        <li>
          <a href={`/notebooks/${id}/share`} download>
            Page to share
          </a>
        </li>
        <li>
          <a href={`/history?notebook=${id}&by=experiment`}>Cost of this notebook</a>
        </li>
      </ul>
    </Menu>
  );
}

function AddCells({ notebook }: { readonly notebook: number }) {
  const shared = { type: 'button', class: 'button', 'hx-target': '#cells', 'hx-swap': 'beforeend' } as const;
  return (
    <div class="add">
      <button {...shared} hx-post={`/notebooks/${notebook}/experiments`}>
        <Icon name="plus" />
        Add experiment
      </button>
      <button {...shared} hx-post={`/notebooks/${notebook}/notes`}>
        <Icon name="plus" />
        Add note
      </button>
    </div>
  );
}

function NotebookTitle({ notebook }: { readonly notebook: Notebook }) {
  return (
    <h1>
      <input
        id={domId('notebook', notebook.id, 'title')}
        class="name"
        name="title"
        dir="auto"
        value={notebook.title}
        aria-label="Notebook title"
        maxlength={200}
        autocomplete="off"
        hx-put={`/notebooks/${notebook.id}/title`}
        hx-trigger="input changed delay:400ms, change"
        hx-swap="none"
      />
    </h1>
  );
}
