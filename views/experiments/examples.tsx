import { type EditorWindow, isPaged, shownOf, WHOLE_WINDOW } from '../../src/domain/notebook/editor-window.ts';
import type { ExperimentCell } from '../../src/domain/notebook/notebook.ts';
import { identified } from '../../src/domain/prompt/example-edits.ts';
import { DEFAULT_TEMPLATE, ENCODINGS, type Encoding, enabledExamples } from '../../src/domain/prompt/prompt.ts';
import type { PreviewTokens } from '../../src/domain/run/preview.ts';
import { domId } from '../dom-id.ts';
import { count, plural, usd } from '../format.ts';
import { Icon } from '../icon.tsx';
import { Menu } from '../menu.tsx';
import { TextArea } from '../text-area.tsx';
import { ExampleRow } from './example-row.tsx';
import { errorId, FieldError } from './field-error.tsx';
import { WindowNav } from './window-nav.tsx';

const ENCODING_WORDS: Readonly<Record<Encoding, string>> = {
  turns: 'User/assistant turns',
  inline: 'Inline, in the user message',
};

/** The examples: one line while there are none, else the rows; how they are sent, import and export are options in a menu. */
export function Examples({ cell }: { readonly cell: ExperimentCell }) {
  return (
    <section class="examples" aria-label={`Examples of ${cell.title}`} id={domId('experiment', cell.id, 'examples')}>
      <ExamplesHead cell={cell} />
      <ExampleRows cell={cell} window={WHOLE_WINDOW} />
    </section>
  );
}

interface ExampleRowsProps {
  readonly cell: ExperimentCell;
  readonly window: EditorWindow;
}

/** The rows, or as many of them as a page carries, with the way to the others. */
export function ExampleRows({ cell, window }: ExampleRowsProps) {
  const shown = shownOf('rows', identified(cell.draft.prompt.examples), window);
  const { from, total } = shown;
  return (
    <div id={rowWindowId(cell.id)}>
      <ol
        class="rows"
        id={rowsId(cell.id)}
        {...(isPaged('rows', total) ? { 'data-from': from, 'data-total': total } : {})}
      >
        {shown.items.map((row, index) => (
          <ExampleRow experiment={cell.id} row={row} index={from + index} />
        ))}
      </ol>
      <WindowNav experiment={cell.id} what="rows" shown={shown} />
    </div>
  );
}

/** The id of the rows with what stands below them. */
export function rowWindowId(experiment: number): string {
  return domId('experiment', experiment, 'row-window');
}

/** What the prompt now is (k-shot), and how its examples are sent. */
export function ExamplesHead({ cell }: { readonly cell: ExperimentCell }) {
  const { prompt } = cell.draft;
  const path = `/experiments/${cell.id}/examples`;
  return (
    <div class="ex-head" id={examplesHeadId(cell.id)}>
      <span class="label">Examples</span>
      <ExampleState cell={cell} tokens={null} inputPrice={null} />
      <span class="end">
        <Menu label="Options for examples">
          <ExampleOptions cell={cell} />
        </Menu>
        <button type="button" class="button quiet" hx-post={path} hx-swap="none">
          <Icon name="plus" />
          Add example
        </button>
      </span>
      {prompt.examples.length > 0 && prompt.encoding === 'inline' && <TemplateField cell={cell} />}
    </div>
  );
}

function ExampleOptions({ cell }: { readonly cell: ExperimentCell }) {
  const path = `/experiments/${cell.id}/examples`;
  const some = cell.draft.prompt.examples.length > 0;
  return (
    <div class="pop options">
      {some && <EncodingField cell={cell} />}
      <ul>
        {some &&
          (['on', 'off'] as const).map((state) => (
            <li>
              <button
                type="button"
                hx-post={`${path}/switch`}
                hx-vals={JSON.stringify({ on: state === 'on' ? 'true' : 'false' })}
                hx-swap="none"
              >
                All {state}
              </button>
            </li>
          ))}
        <li>
          <button
            type="button"
            hx-get={`${path}/import`}
            hx-target={`#${domId('experiment', cell.id, 'dialog')}`}
            hx-swap="innerHTML"
          >
            Import…
          </button>
        </li>
        {some && <ExportLinks experiment={cell.id} />}
      </ul>
    </div>
  );
}

function EncodingField({ cell }: { readonly cell: ExperimentCell }) {
  const path = `/experiments/${cell.id}`;
  const id = domId('experiment', cell.id, 'encoding');
  return (
    <div class="field">
      <label for={id}>Encoding</label>
      <select id={id} name="encoding" hx-post={`${path}/encoding`} hx-trigger="change" hx-swap="none">
        {ENCODINGS.map((value) => (
          <option value={value} selected={value === cell.draft.prompt.encoding}>
            {ENCODING_WORDS[value]}
          </option>
        ))}
      </select>
      <p class="hint">A rule of thumb: inline suits pattern completion, turns suit instructions and conversation.</p>
      <button
        type="button"
        class="button"
        hx-post={`${path}/runs`}
        hx-vals='{"compare":"encodings"}'
        hx-swap="none"
        hx-sync="this:drop"
        title="Runs the prompt once with each encoding, as two columns"
      >
        Try both side by side
      </button>
    </div>
  );
}

interface ExampleStateProps {
  readonly cell: ExperimentCell;
  /** `null` until they are counted. */
  readonly tokens: PreviewTokens | null;
  readonly inputPrice: bigint | null;
}

/** The k-shot badge, how many rows are on, and what they add; the page writes each row's tokens beside it from here. */
export function ExampleState({ cell, tokens, inputPrice }: ExampleStateProps) {
  const { prompt } = cell.draft;
  const on = enabledExamples(prompt).length;
  const added = prompt.examples.reduce(
    (sum, row, index) => (row.enabled ? sum + (tokens?.examples[index] ?? 0) : sum),
    0,
  );
  return (
    <span
      class="ex-state num"
      id={exampleStateId(cell.id)}
      data-tokens={tokens?.examples.join(',')}
      data-input={tokens?.input}
      data-price={inputPrice === null ? undefined : String(inputPrice)}
    >
      <span class="badge">{on}-shot</span>{' '}
      {prompt.examples.length > 0 && on < prompt.examples.length && `${on} of ${prompt.examples.length} on`}
      {prompt.examples.length > 0 && tokens !== null && on > 0 && (
        <span class="muted" title={inputPrice === null ? undefined : `${usd(BigInt(added) * inputPrice)} a request`}>
          {' '}
          · {addedText(added, tokens)}
        </span>
      )}
    </span>
  );
}

function addedText(added: number, { input, method }: PreviewTokens): string {
  const share = input === 0 ? '' : `, ${Math.round((100 * added) / input)}% of the input`;
  return `${method === 'rough' ? 'about ' : ''}${plural(added, 'token')}${share}`;
}

function TemplateField({ cell }: { readonly cell: ExperimentCell }) {
  const { template } = cell.draft.prompt;
  const id = domId('experiment', cell.id, 'template');
  return (
    <div class="template">
      <label for={id} class="small muted">
        Template of one example; the question is written the same way, up to {'{{output}}'}
      </label>
      <TextArea
        id={id}
        name="template"
        rows={2}
        aria-describedby={errorId(cell.id, 'template')}
        data-error={errorId(cell.id, 'template')}
        text={template ?? DEFAULT_TEMPLATE}
      />
      <FieldError experiment={cell.id} path="template" message={null} />
    </div>
  );
}

const EXPORTS = [
  ['csv', 'CSV'],
  ['jsonl', 'JSONL (input/output)'],
  ['chat.jsonl', 'JSONL (chat)'],
  ['tsv', 'Table for a spreadsheet'],
] as const;

function ExportLinks({ experiment }: { readonly experiment: number }) {
  return (
    <>
      {EXPORTS.map(([format, label]) => (
        <li>
          <a href={`/experiments/${experiment}/examples.${format}`} download>
            Export: {label}
          </a>
        </li>
      ))}
    </>
  );
}

/** `3 examples`, as a toast says it. */
export function exampleCount(value: number): string {
  return value === 1 ? '1 example' : `${count(value)} examples`;
}

export function rowsId(experiment: number): string {
  return domId('experiment', experiment, 'examples', 'rows');
}

export function examplesHeadId(experiment: number): string {
  return domId('experiment', experiment, 'examples', 'head');
}

export function exampleStateId(experiment: number): string {
  return domId('experiment', experiment, 'example', 'state');
}
