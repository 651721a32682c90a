import type { Notebook } from '../../src/domain/notebook.ts';
import { type CellProps, CellView } from '../cells/cell.tsx';
import { domId } from '../dom-id.ts';
import { Page, type PageContext } from '../layout.tsx';
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
      <div class="head">
        <NotebookTitle notebook={notebook} />
        <div class="end">
          <form class="export" action={`/notebooks/${notebook.id}/file`} method="get">
            <label class="check small">
              <input type="checkbox" name="results" value="true" checked /> with results
            </label>
            <button type="submit" class="button quiet">
              Export
            </button>
          </form>
          <a class="button quiet" href={`/notebooks/${notebook.id}/share`} download>
            Page to share
          </a>
          <a class="button quiet" href={`/history?notebook=${notebook.id}&by=experiment`}>
            What did this cost me?
          </a>
        </div>
      </div>
      <div id="cells">
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
      <div class="add">
        <button
          type="button"
          class="button"
          hx-post={`/notebooks/${notebook.id}/experiments`}
          hx-target="#cells"
          hx-swap="beforeend show:bottom"
        >
          Add experiment
        </button>
        <button
          type="button"
          class="button"
          hx-post={`/notebooks/${notebook.id}/notes`}
          hx-target="#cells"
          hx-swap="beforeend show:bottom"
        >
          Add note
        </button>
      </div>
      <LiveStream path={`/notebooks/${notebook.id}/events`} runs={liveRuns} />
    </Page>
  );
}

function NotebookTitle({ notebook }: { readonly notebook: Notebook }) {
  return (
    <h1 class="title-field">
      <input
        id={domId('notebook', notebook.id, 'title')}
        class="plain"
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
