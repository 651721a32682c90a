import type { Example } from '../../src/domain/prompt/prompt.ts';
import { domId } from '../dom-id.ts';
import { exactText } from '../exact-text.tsx';
import { plural } from '../format.ts';
import { TextArea } from '../text-area.tsx';
import { DELIMITER_WORDS, type ImportPreviewProps, ReadingChoices, shortened } from './import-choices.tsx';

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
          CSV, a table copied out of a spreadsheet or in Markdown, JSON lines, a JSON or YAML list:{' '}
          {'{"input": …, "output": …}'} or {'{"messages": […]}'}. What each column means is guessed from its name and
          can be changed below.
        </p>
        <div class="field">
          <label for={`${form}-text`}>Rows to import</label>
          <TextArea id={`${form}-text`} name="text" rows={6} spellcheck={false} text="" />
        </div>
        <div class="fields">
          <div class="field">
            <label for={`${form}-file`}>or a file</label>
            <input
              id={`${form}-file`}
              type="file"
              name="file"
              accept=".csv,.tsv,.txt,.jsonl,.ndjson,.json,.yaml,.yml,.md"
            />
          </div>
          <div class="field">
            <label for={`${form}-format`}>Format</label>
            <select id={`${form}-format`} name="format">
              <option value="auto">Detect</option>
              <option value="csv">CSV</option>
              <option value="tsv">Table from a spreadsheet</option>
              <option value="jsonl">JSON lines</option>
              <option value="json">JSON list</option>
            </select>
          </div>
        </div>
        <div id={preview} aria-live="polite">
          <p class="muted small">What is read shows here before anything is added.</p>
        </div>
      </form>
      <form method="dialog" class="actions">
        <button type="submit" class="button">
          Cancel
        </button>
      </form>
    </dialog>
  );
}

/** What an import would add, how it was read, with every guess changeable, and what is wrong, line by line. */
export function ImportPreview({ experiment, read, chosen }: ImportPreviewProps) {
  const { rows, errors, notes } = read;
  return (
    <>
      <p class="small">
        {plural(rows.length, 'row')} read as {FORMAT_WORDS[read.format]}
        {read.delimiter !== null && `, separated by ${DELIMITER_WORDS[read.delimiter] ?? read.delimiter}`}
        {errors.length > 0 && `, ${plural(errors.length, 'line')} with errors`}.
      </p>
      {notes.map((note) => (
        <p class="muted small" dir="auto">
          {note}
        </p>
      ))}
      {errors.length > 0 && (
        <ul class="err small">
          {errors.slice(0, SHOWN_ERRORS).map(({ line, column, message }) => (
            <li>
              Line {line}
              {column !== null && `, ${column}`}: {message}
            </li>
          ))}
          {errors.length > SHOWN_ERRORS && <li>and {errors.length - SHOWN_ERRORS} more.</li>}
        </ul>
      )}
      {read.columns.length > 0 && <ReadingChoices experiment={experiment} chosen={chosen} {...read} />}
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

const FORMAT_WORDS: Readonly<Record<string, string>> = {
  csv: 'a table',
  tsv: 'a table',
  jsonl: 'JSON lines',
  json: 'a JSON or YAML list',
};
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
              <td class="text" dir="auto">
                {exactText(shortened(input))}
              </td>
              <td class="text" dir="auto">
                {exactText(shortened(output))}
              </td>
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

function previewId(experiment: number): string {
  return domId('experiment', experiment, 'import', 'preview');
}
