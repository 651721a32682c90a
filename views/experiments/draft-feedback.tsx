import type { ExperimentCell } from '../../src/domain/notebook.ts';
import type { Preview } from '../../src/domain/preview.ts';
import { Partial } from '../partial.tsx';
import { errorId, FieldError } from './field-error.tsx';
import { PreviewLine, tokenText } from './preview-line.tsx';
import { tokensId } from './prompt-editor.tsx';

interface DraftFeedbackProps {
  readonly cell: ExperimentCell;
  readonly preview: Preview;
}

/** What the editor says to what was just typed: errors in their places, tokens beside each message, the live line. */
export function DraftFeedback({ cell, preview }: DraftFeedbackProps) {
  const { settings, prompt } = cell.draft;
  const fields = [
    ...Object.keys(settings).filter((name) => name !== 'view' && name !== 'fold'),
    ...prompt.messages.map((_, index) => `messages.${index}`),
  ];
  const messageOf = new Map(preview.errors.map(({ path, message }) => [path, message]));
  return (
    <>
      {fields.map((path) => (
        <Partial target={errorId(cell.id, path)}>
          <FieldError experiment={cell.id} path={path} message={messageOf.get(path) ?? null} />
        </Partial>
      ))}
      <Partial target={tokensId(cell.id, 'system')} swap="innerHTML">
        {tokenText(preview.tokens?.system ?? null)}
      </Partial>
      {prompt.messages.map((_, index) => (
        <Partial target={tokensId(cell.id, index)} swap="innerHTML">
          {tokenText(preview.tokens?.messages[index] ?? null)}
        </Partial>
      ))}
      <Partial target={`experiment-${cell.id}-preview`}>
        <PreviewLine experiment={cell.id} preview={preview} />
      </Partial>
    </>
  );
}
