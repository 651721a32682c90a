import { type EditorWindow, shownOf, WHOLE_WINDOW } from '../../src/domain/notebook/editor-window.ts';
import type { ExperimentCell } from '../../src/domain/notebook/notebook.ts';
import { type Prompt, variablesOf } from '../../src/domain/prompt/prompt.ts';
import { ADDED_FIELDS, addedPath, typedColumns } from '../../src/domain/run/added-columns.ts';
import type { Preview } from '../../src/domain/run/preview.ts';
import { Partial } from '../partial.tsx';
import { GridNote, gridNoteId } from '../sweep/grid-note.tsx';
import { MoreSummary, moreSummaryId } from '../sweep/more-settings.tsx';
import { PreviewLine, tokenText } from '../sweep/preview-line.tsx';
import { NUMERIC_SETTINGS, ReadAs, readAsId } from '../sweep/read-as.tsx';
import { ExampleState, exampleStateId } from './examples.tsx';
import { errorId, FieldError } from './field-error.tsx';
import { tokensId } from './message-row.tsx';

interface DraftFeedbackProps {
  readonly cell: ExperimentCell;
  readonly preview: Preview;
  /** What the page shows of a draft that is larger than a page. */
  readonly window?: EditorWindow;
  /** Parts of the editor are shown anew by the same answer: what belongs into them is asked for once they are there. */
  readonly again?: boolean;
  /** Run was pressed: a message that is still empty is an error then, not before. */
  readonly asked?: boolean;
}

/** What the editor says to what was just typed: errors in their places, tokens beside each message, the live line. */
export function DraftFeedback(props: DraftFeedbackProps) {
  const { cell, preview, window = WHOLE_WINDOW, again = false, asked = false } = props;
  const { settings, prompt } = cell.draft;
  const shown = shownOf('messages', prompt.messages, window);
  const messages = shown.items.map((_, index) => shown.from + index);
  const fields = [
    ...Object.keys(settings).filter((name) => name !== 'view' && name !== 'fold'),
    ...messages.map((index) => `messages.${index}`),
    ...typedColumns(settings.added_columns).flatMap((_, index) => ADDED_FIELDS.map((field) => addedPath(index, field))),
    'variables',
    ...shownOf('variables', variablesOf(prompt), window).items.map((name) => `variables.${name}`),
    ...(prompt.encoding === 'inline' && prompt.examples.length > 0 ? ['template'] : []),
  ];
  const unwritten = asked ? new Set<string>() : emptyMessages(prompt);
  const told = preview.errors.filter(({ path }) => !unwritten.has(path));
  const messageOf = new Map(told.map(({ path, message }) => [path, message]));
  return (
    <>
      {fields.map((path) => (
        <Partial target={errorId(cell.id, path)}>
          <FieldError experiment={cell.id} path={path} message={messageOf.get(path) ?? null} />
        </Partial>
      ))}
      {NUMERIC_SETTINGS.map((name) => (
        <Partial target={readAsId(cell.id, name)}>
          <ReadAs experiment={cell.id} name={name} text={settings[name]} />
        </Partial>
      ))}
      <Partial target={tokensId(cell.id, 'system')} swap="innerHTML">
        {tokenText(preview.tokens?.system ?? null)}
      </Partial>
      {messages.map((index) => (
        <Partial target={tokensId(cell.id, index)} swap="innerHTML">
          {tokenText(preview.tokens?.messages[index] ?? null)}
        </Partial>
      ))}
      <Partial target={exampleStateId(cell.id)}>
        <ExampleState cell={cell} tokens={preview.tokens} inputPrice={preview.inputPrice} />
      </Partial>
      <Partial target={moreSummaryId(cell.id)}>
        <MoreSummary cell={cell} errors={preview.errors} />
      </Partial>
      <Partial target={gridNoteId(cell.id)}>
        <GridNote experiment={cell.id} layout={preview.layout ?? null} />
      </Partial>
      <Partial target={`experiment-${cell.id}-preview`} swap="outerMorph">
        <PreviewLine experiment={cell.id} preview={again ? null : preview} />
      </Partial>
    </>
  );
}

/** The paths of messages that nobody has written in yet. */
function emptyMessages({ messages }: Prompt): ReadonlySet<string> {
  return new Set(messages.flatMap(({ content }, index) => (content === '' ? [`messages.${index}`] : [])));
}
