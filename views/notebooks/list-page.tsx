import type { NotebookSummary } from '../../src/domain/notebook.ts';
import { domId } from '../dom-id.ts';
import { dateTime, plural, usd } from '../format.ts';
import { Page, type PageContext } from '../layout.tsx';

interface ListProps {
  readonly notebooks: readonly NotebookSummary[];
  readonly search: string;
}

/** The first page: every notebook, newest change first. */
export function NotebookListPage({
  context,
  hasKey,
  ...list
}: ListProps & { readonly context: PageContext; readonly hasKey: boolean }) {
  return (
    <Page title="Tempera" section="notebooks" context={context}>
      <div class="head">
        <h1>Notebooks</h1>
        <search>
          <form class="search" action="/" method="get">
            <input
              type="search"
              name="q"
              value={list.search}
              placeholder="Search"
              aria-label="Search notebooks"
              data-shortcut="/"
              hx-get="/"
              hx-trigger="input changed delay:200ms, search"
              hx-target="#notebooks"
              hx-select="#notebooks"
              hx-replace-url="true"
            />
          </form>
        </search>
        <form class="end" action="/notebooks" method="post">
          <button type="submit" class="button primary">
            New notebook
          </button>
        </form>
      </div>
      {!hasKey && <KeyHint />}
      <NotebookList {...list} />
      <ImportForm />
      <form class="foot small muted" action="/starters" method="post">
        Changed the starter notebooks beyond recognition?{' '}
        <button type="submit" class="link">
          Get fresh copies
        </button>
      </form>
    </Page>
  );
}

function ImportForm() {
  return (
    <form class="import" action="/notebooks/imports" method="post" enctype="multipart/form-data">
      <label class="small" for="import-file">
        Notebook file
      </label>
      <input id="import-file" type="file" name="file" accept=".json,application/json" required />
      <button type="submit" class="button">
        Import notebook
      </button>
    </form>
  );
}

function NotebookList({ notebooks, search }: ListProps) {
  return (
    <div id="notebooks">
      {notebooks.length === 0 ? (
        <p class="empty">
          {search === '' ? 'No notebooks yet. Start with “New notebook”.' : `No notebook holds “${search}”.`}
        </p>
      ) : (
        <ul class="notebooks">
          {notebooks.map((notebook) => (
            <NotebookItem notebook={notebook} />
          ))}
        </ul>
      )}
    </div>
  );
}

function NotebookItem({ notebook }: { readonly notebook: NotebookSummary }) {
  const id = domId('notebook', notebook.id);
  return (
    <li id={id}>
      <a class="title" href={`/notebooks/${notebook.id}`}>
        {notebook.title}
      </a>
      <span class="muted small num facts">
        <span>{plural(notebook.cells, 'cell')}</span>
        <span>{plural(notebook.runs, 'run')}</span>
        <span>{spent(notebook)}</span>
        <time datetime={notebook.updatedAt.toISOString()}>{dateTime(notebook.updatedAt)}</time>
      </span>
      <span class="actions">
        <button type="button" class="button quiet" hx-post={`/notebooks/${notebook.id}/duplicates`} hx-swap="none">
          Duplicate
        </button>
        <button
          type="button"
          class="button quiet"
          hx-delete={`/notebooks/${notebook.id}`}
          hx-target={`#${id}`}
          hx-swap="delete"
        >
          Delete
        </button>
      </span>
    </li>
  );
}

/** What a notebook cost so far, with what is not known. */
function spent({ runs, costPicodollars, unpriced }: NotebookSummary): string {
  if (runs === 0) return '';
  const rest = unpriced > 0 ? ` + ${unpriced} unpriced` : '';
  return `${usd(costPicodollars)}${rest}`;
}

function KeyHint() {
  return (
    <details class="hint">
      <summary>You are using the built-in model. To ask a real one, bring a key.</summary>
      <p>
        Practice answers without a key or an account; it shows how the chat API works, but knows very little. For real
        models, make a key at{' '}
        <a href="https://platform.openai.com/api-keys" target="_blank" rel="noopener noreferrer">
          platform.openai.com/api-keys
        </a>{' '}
        (or use any OpenAI-compatible service), put the line <code>OPENAI_API_KEY=sk-…</code> into a file{' '}
        <code>.env</code> beside <code>package.json</code>, and start Tempera again. For another service, add{' '}
        <code>OPENAI_BASE_URL</code>. Ollama, LM Studio, llama.cpp and vLLM on this machine are found by themselves.
      </p>
    </details>
  );
}
