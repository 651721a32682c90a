import type { DataFileFacts } from '../../src/domain/history/data-file.ts';
import type { Retention } from '../../src/domain/history/retention.ts';
import { count } from '../format.ts';
import { Page, type PageContext } from '../layout.tsx';
import { RetentionSection } from './retention-section.tsx';

interface DataFilePageProps {
  readonly facts: DataFileFacts;
  readonly retention: Retention;
  /** What was just done, in a sentence. */
  readonly done: string | null;
  readonly context: PageContext;
}

/** The file that keeps everything: how large it is, and what can be done about it. */
export function DataFilePage({ facts, retention, done, context }: DataFilePageProps) {
  return (
    <Page title="Data file" section="settings" context={context}>
      <header class="title">
        <h1>Data file</h1>
        <span class="end">
          <a class="button" href="/settings">
            Settings
          </a>
        </span>
      </header>
      {done !== null && (
        <p class="notice" role="status">
          {done}
        </p>
      )}
      {facts.problem !== null && <Moved problem={facts.problem} />}
      {facts.restorePending && <Pending />}
      <dl class="card data-facts">
        <dt>File</dt>
        <dd>
          <code>{facts.path}</code>
        </dd>
        <dt>Size</dt>
        <dd>
          {megabytes(facts.bytes)}, of which {megabytes(facts.freeBytes)} free
        </dd>
        <dt>Requests</dt>
        <dd>
          {count(facts.completions)}
          {facts.oldestDay !== null && ` since ${facts.oldestDay}`}
        </dd>
      </dl>
      <Backups facts={facts} />
      <RetentionSection retention={retention} calendar={context.calendar} />
      <section class="card" aria-labelledby="vacuum-title">
        <header>
          <h2 id="vacuum-title">Compact the data file</h2>
        </header>
        <form class="sets" method="post" action="/settings/data/vacuums">
          <div class="set">
            <span>Free space</span>
            <span>
              <button type="submit" class="button">
                Compact
              </button>
            </span>
            <p class="hint">
              Writes the file anew without its {megabytes(facts.freeBytes)} of free space. For a large file this takes
              some seconds, and answers are saved only afterwards.
            </p>
          </div>
        </form>
      </section>
    </Page>
  );
}

/** The file has gone from under the server, which still holds it open. */
function Moved({ problem }: { readonly problem: string }) {
  return (
    <form class="notice" method="post" action="/settings/data/backups">
      <p>
        {problem} The copy goes to the backups below. It is made by itself when Tempera is stopped; Restore, or the
        command <code>npm run restore</code>, puts it in the place of the file.
      </p>
      <button type="submit" class="button">
        Save a copy of all data
      </button>
    </form>
  );
}

function Pending() {
  return (
    <form class="notice" method="post" action="/settings/data/restorations/cancellation">
      <p>
        A backup waits to be restored: stop Tempera and start it again. What was logged since that backup is then in the
        file that is kept beside it.
      </p>
      <button type="submit" class="button">
        Do not restore
      </button>
    </form>
  );
}

function Backups({ facts }: { readonly facts: DataFileFacts }) {
  return (
    <section class="card" aria-labelledby="backup-title">
      <header>
        <h2 id="backup-title">Backups</h2>
        <form class="end" method="post" action="/settings/data/backups">
          <button type="submit" class="button">
            Back up now
          </button>
        </form>
      </header>
      <div class="pad">
        <p class="muted small">
          As commands: <code>npm run backup -- FILE</code>, also while Tempera runs, and{' '}
          <code>npm run restore -- FILE</code> while it does not.
        </p>
        {facts.backups.length === 0 && <p>There are none in this folder yet.</p>}
      </div>
      {facts.backups.length > 0 && (
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">File</th>
                <th scope="col" class="num">
                  Size
                </th>
                <th scope="col">
                  <span class="unseen">Restore</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {facts.backups.map(({ name, path, bytes }) => (
                <tr>
                  <th scope="row">
                    <code>{path}</code>
                  </th>
                  <td class="num">{megabytes(bytes)}</td>
                  <td>
                    <form method="post" action="/settings/data/restorations">
                      <input type="hidden" name="name" value={name} />
                      <button type="submit" class="button quiet" aria-label={`Restore ${name}`}>
                        Restore
                      </button>
                    </form>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 0)} MB`;
}
