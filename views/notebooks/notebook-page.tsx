import type { Notebook } from '../../src/domain/notebook/notebook.ts';
import { type CellProps, CellView } from '../cells/cell.tsx';
import { domId } from '../dom-id.ts';
import { Icon } from '../icon.tsx';
import { Page, type PageContext } from '../layout.tsx';
import { Menu } from '../menu.tsx';
import { LiveStream } from '../runs/live-stream.tsx';
import { sweepBarId } from '../sweep/sweep-bar.tsx';
import { NotebookFigures, type NotebookFiguresProps } from './notebook-figures.tsx';

/** What a notebook is called that nobody gave a name. */
export const UNTITLED = 'Untitled notebook';

interface NotebookPageProps extends NotebookFiguresProps {
  readonly notebook: Notebook;
  readonly cells: readonly CellProps[];
  readonly liveRuns: readonly number[];
  readonly context: PageContext;
}

/** A notebook with its cells. */
export function NotebookPage({ notebook, summary, isFree, cells, liveRuns, context }: NotebookPageProps) {
  return (
    <Page title={notebook.title} skipTo={firstRunBar(cells)} section="notebooks" context={context}>
      <header class="title">
        <NotebookTitle notebook={notebook} />
        {notebook.title === UNTITLED && <TitleOffer notebook={notebook} />}
        <span class="title-facts">
          <NotebookFigures summary={summary} isFree={isFree} />
          <span class="saved small muted" id="saved" />
        </span>
        <span class="end">
          <NotebookMenu notebook={notebook} />
        </span>
      </header>
      <div id="cells" class="cells">
        {cells.map((cell, index) => (
          <CellView {...cell} {...(index === 0 && 'note' in cell ? { under: notebook.title } : {})} />
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

/** Where Run of the first experiment is, so that a keyboard need not pass everything before it. */
function firstRunBar(cells: readonly CellProps[]) {
  const first = cells.find((cell) => 'experiment' in cell);
  if (first === undefined || !('experiment' in first)) return null;
  return { id: sweepBarId(first.experiment.cell.id), label: 'Skip to Run' };
}

/** A title out of the first user message, as long as nobody gave one. */
function TitleOffer({ notebook: { id } }: { readonly notebook: Notebook }) {
  return (
    <button
      type="button"
      class="button quiet title-offer"
      hx-post={`/notebooks/${id}/title-from-message`}
      hx-include="form.editor"
      hx-swap="none"
    >
      Use the first user message as title
    </button>
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
          <a href={`/notebooks/${id}/file?results=true&images=true`} download>
            Export with images
          </a>
        </li>
        <li>
          <a href={`/notebooks/${id}/file`} download>
            Export without results
          </a>
        </li>
        <li>
          <a href={`/notebooks/${id}/ipynb`} download>
            Export for Jupyter
          </a>
        </li>
        <li>
          <a href={`/notebooks/${id}/share`} download>
            Page to share
          </a>
        </li>
      </ul>
    </Menu>
  );
}

function AddCells({ notebook }: { readonly notebook: number }) {
  const shared = { type: 'button', class: 'button', 'hx-target': '#cells', 'hx-swap': 'beforeend' } as const;
  return (
    <div class="add">
      <button {...shared} hx-post={`/notebooks/${notebook}/experiments`} data-insert="experiments">
        <Icon name="plus" />
        Add experiment
      </button>
      <button {...shared} hx-post={`/notebooks/${notebook}/notes`} data-insert="notes">
        <Icon name="plus" />
        Add note
      </button>
    </div>
  );
}

export function NotebookTitle({ notebook }: { readonly notebook: Notebook }) {
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
