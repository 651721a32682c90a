import type { Calendar } from '../../src/domain/history/time-zone.ts';
import type { NotebookSummary } from '../../src/domain/notebook/notebook.ts';
import { domId } from '../dom-id.ts';
import { ago, columnUsd, count } from '../format.ts';
import { Menu } from '../menu.tsx';

export interface OwnNotebooksProps {
  readonly notebooks: readonly NotebookSummary[];
  readonly search: string;
  /** Whether answers of a connection cost nothing. */
  readonly isFree: (connection: string) => boolean;
  /** The days that times are told by. */
  readonly calendar: Calendar;
}

/** One's own notebooks, newest change first. */
export function OwnNotebooks({ notebooks, search, isFree, calendar }: OwnNotebooksProps) {
  const none = notebooks.length === 0 && search === '';
  return (
    <section class="card own" aria-labelledby="own-title">
      <header>
        <h2 id="own-title">Your notebooks</h2>
        {!none && <Search search={search} />}
      </header>
      <div id="notebooks">
        {none ? (
          <div class="empty">
            <p>
              Nothing of your own yet. Run a prompt above, or press New notebook: it opens with one experiment and the
              cursor in its user message.
            </p>
          </div>
        ) : notebooks.length === 0 ? (
          <div class="empty">
            <p>No notebook holds “{search}”.</p>
          </div>
        ) : (
          <NotebookTable notebooks={notebooks} isFree={isFree} calendar={calendar} />
        )}
      </div>
    </section>
  );
}

function Search({ search }: { readonly search: string }) {
  return (
    <search class="end">
      <form action="/" method="get">
        <input
          class="input search"
          type="search"
          name="q"
          value={search}
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
  );
}

function NotebookTable({ notebooks, isFree, calendar }: Omit<OwnNotebooksProps, 'search'>) {
  const usd = columnUsd(notebooks.map(({ costPicodollars }) => costPicodollars));
  return (
    <table class="table rows-open">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col" class="drop">
            Last model
          </th>
          <th scope="col" class="drop">
            Last run
          </th>
          <th scope="col" class="num">
            Runs
          </th>
          <th scope="col" class="num">
            Cost
          </th>
          <th scope="col" class="more">
            <span class="unseen">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {notebooks.map((notebook) => (
          <Row notebook={notebook} calendar={calendar} cost={costOf(notebook, usd, isFree)} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  readonly notebook: NotebookSummary;
  readonly cost: string;
  readonly calendar: Calendar;
}

function Row({ notebook, cost, calendar }: RowProps) {
  const { id, title, lastRun, runs } = notebook;
  return (
    <tr id={domId('notebook', id)}>
      <th scope="row">
        <a class="whole" href={`/notebooks/${id}`}>
          <bdi>{title}</bdi>
        </a>
      </th>
      <td class="drop muted">
        <span class="cut">{lastRun === null ? '–' : lastRun.models.join(', ')}</span>
      </td>
      <td class="drop muted nowrap">
        {lastRun === null ? 'never' : <time datetime={lastRun.at.toISOString()}>{ago(lastRun.at, calendar)}</time>}
      </td>
      <td class="num">{count(runs)}</td>
      <td class="num">{cost}</td>
      <td class="more">
        <RowMenu notebook={notebook} />
      </td>
    </tr>
  );
}

/** What a notebook cost so far, with what is not known; a dash before its first run. */
function costOf(
  { lastRun, costPicodollars, unpriced }: NotebookSummary,
  usd: (picodollars: bigint) => string,
  isFree: OwnNotebooksProps['isFree'],
): string {
  if (lastRun === null) return '–';
  if (costPicodollars === 0n && unpriced === 0 && isFree(lastRun.connection)) return 'free';
  return unpriced > 0 ? `${usd(costPicodollars)} + ${count(unpriced)} unpriced` : usd(costPicodollars);
}

function RowMenu({ notebook: { id, title } }: { readonly notebook: NotebookSummary }) {
  return (
    <Menu label={`Actions for ${title}`}>
      <ul>
        <li>
          <a href={`/notebooks/${id}`}>Open</a>
        </li>
        <li>
          <form action={`/notebooks/${id}/duplicates`} method="post">
            <button type="submit">Duplicate</button>
          </form>
        </li>
        <li>
          <a href={`/notebooks/${id}/file?results=true`} download>
            Export
          </a>
        </li>
        <li>
          <button type="button" hx-delete={`/notebooks/${id}`} hx-target={`#${domId('notebook', id)}`} hx-swap="delete">
            Delete
          </button>
        </li>
      </ul>
    </Menu>
  );
}
