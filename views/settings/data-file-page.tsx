import type { DataFileFacts } from '../../src/domain/data-file.ts';
import type { Retention } from '../../src/domain/retention.ts';
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
      <div class="head">
        <h1>Data file</h1>
      </div>
      {done !== null && (
        <p class="notice" role="status">
          {done}
        </p>
      )}
      {facts.restorePending && <Pending />}
      <dl class="data-facts">
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
      <RetentionSection retention={retention} />
      <section class="card" aria-labelledby="vacuum-title">
        <header>
          <h2 id="vacuum-title">Give free room back to the disk</h2>
        </header>
        <form class="pad fields" method="post" action="/settings/data/vacuums">
          <p>Writes the file anew. For a large file this takes some seconds, and answers are saved only afterwards.</p>
          <p>
            <button type="submit" class="button">
              Vacuum
            </button>
          </p>
        </form>
      </section>
    </Page>
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
        <div class="scroll card">
          <table>
            <thead>
              <tr>
                <th scope="col">File</th>
                <th scope="col">Size</th>
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
