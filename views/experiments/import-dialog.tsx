import type { Example } from '../../src/domain/prompt.ts';
import { domId } from '../dom-id.ts';
import { exactText } from '../exact-text.tsx';
import { plural } from '../format.ts';
import { TextArea } from '../text-area.tsx';

const SHOWN = 8;
const SHOWN_ERRORS = 20;

/** Where example rows come in: pasted, or as a file. */
export function ImportDialog({ experiment }: { readonly experiment: number }) {
  const path = `/experiments/${experiment}/examples`;
  const form = domId('experiment', experiment, 'import');
  const preview = previewId(experiment);
  return (
    <dialog class="import" data-modal aria-labelledby={`${form}-title`}>
      <h2 id={`${form}-title`}>Import examples</h2>
      <form
        id={form}
        hx-post={`${path}/previews`}
        hx-trigger="input delay:300ms"
        hx-target={`#${preview}`}
        hx-swap="innerHTML"
        hx-encoding="multipart/form-data"
        hx-sync="this:replace"
      >
        <p class="muted small">
          CSV, a table copied out of a spreadsheet, or JSON lines: {'{"input": …, "output": …}'} or{' '}
          {'{"messages": […]}'}. With a first line of names, the columns input, output, enabled and tags are read;
          without, the first two.
        </p>
        <div class="field">
          <label for={`${form}-text`}>Rows to import</label>
          <TextArea id={`${form}-text`} name="text" rows={6} spellcheck={false} text="" />
        </div>
        <div class="fields">
          <div class="field">
            <label for={`${form}-file`}>or a file</label>
            <input id={`${form}-file`} type="file" name="file" accept=".csv,.tsv,.txt,.jsonl,.ndjson" />
          </div>
          <div class="field">
            <label for={`${form}-format`}>Format</label>
            <select id={`${form}-format`} name="format">
              <option value="auto">Find out</option>
              <option value="csv">CSV</option>
              <option value="tsv">Table from a spreadsheet</option>
              <option value="jsonl">JSON lines</option>
            </select>
          </div>
        </div>
      </form>
      <div id={preview} aria-live="polite">
        <p class="muted small">What is read shows here before anything is added.</p>
      </div>
      <form method="dialog" class="actions">
        <button type="submit" class="button">
          Cancel
        </button>
      </form>
    </dialog>
  );
}

interface ImportPreviewProps {
  readonly experiment: number;
  readonly read: {
    readonly format: string;
    readonly rows: readonly Example[];
    readonly errors: readonly { readonly line: number; readonly message: string }[];
    readonly notes: readonly string[];
  };
}

/** What an import would add, and what is wrong, line by line. */
export function ImportPreview({ experiment, read: { format, rows, errors, notes } }: ImportPreviewProps) {
  return (
    <>
      <p class="small">
        {plural(rows.length, 'row')} read as {format.toUpperCase()}
        {errors.length > 0 && `, ${plural(errors.length, 'line')} with errors`}.
      </p>
      {notes.map((note) => (
        <p class="muted small">{note}</p>
      ))}
      {errors.length > 0 && (
        <ul class="err small">
          {errors.slice(0, SHOWN_ERRORS).map(({ line, message }) => (
            <li>
              Line {line}: {message}
            </li>
          ))}
          {errors.length > SHOWN_ERRORS && <li>and {errors.length - SHOWN_ERRORS} more.</li>}
        </ul>
      )}
      {rows.length > 0 && <PreviewTable rows={rows} />}
      {rows.length > 0 && (
        <button
          type="button"
          class="button primary"
          hx-post={`/experiments/${experiment}/examples/imports`}
          hx-include={`#${domId('experiment', experiment, 'import')}`}
          hx-encoding="multipart/form-data"
          hx-swap="none"
          hx-sync="this:drop"
        >
          Add {plural(rows.length, 'row')}
        </button>
      )}
    </>
  );
}

function PreviewTable({ rows }: { readonly rows: readonly Example[] }) {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Input</th>
            <th scope="col">Output</th>
            <th scope="col">On</th>
            <th scope="col">Tags</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, SHOWN).map(({ input, output, enabled, tags }) => (
            <tr>
              <td class="text">{exactText(shortened(input))}</td>
              <td class="text">{exactText(shortened(output))}</td>
              <td>{enabled ? 'on' : 'off'}</td>
              <td>{tags.join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > SHOWN && <p class="muted small pad">and {rows.length - SHOWN} more</p>}
    </div>
  );
}

function shortened(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`;
}

function previewId(experiment: number): string {
  return domId('experiment', experiment, 'import', 'preview');
}
