import type { ExperimentCell } from '../../src/domain/notebook.ts';
import type { Preview } from '../../src/domain/preview.ts';
import { domId } from '../dom-id.ts';
import { Partial } from '../partial.tsx';
import { DraftFeedback } from './draft-feedback.tsx';
import { RevisionChange } from './draft-stamp.tsx';
import { PromptEditor, type PromptEditorProps } from './prompt-editor.tsx';

interface EditorReplacementProps {
  readonly cell: ExperimentCell;
  readonly steps: PromptEditorProps['steps'];
  readonly preview: Preview;
  /** The id of the field to write in next. */
  readonly focus: string | null;
}

/** The prompt's editor as the draft now is, in place of what the page shows, with what there is to say of it. */
export function EditorReplacement({ cell, steps, preview, focus }: EditorReplacementProps) {
  return (
    <>
      <Partial target={domId('experiment', cell.id, 'prompt')}>
        <PromptEditor cell={cell} steps={steps} />
      </Partial>
      <RevisionChange cell={cell} />
      <DraftFeedback cell={cell} preview={preview} again />
      {focus !== null && <FocusOn id={focus} />}
    </>
  );
}

/** Tells the page which field to put the focus in. */
export function FocusOn({ id }: { readonly id: string }) {
  return (
    <hx-partial hx-target="#toasts" hx-swap="beforeend">
      <span data-focus={id} hidden />
    </hx-partial>
  );
}

/** The id of the field that holds the user message to answer. */
export function userMessageId({ id, draft }: ExperimentCell): string {
  return domId('experiment', id, 'message', draft.prompt.messages.length - 1);
}
