import type { ExperimentCell } from '../../src/domain/notebook/notebook.ts';
import { identified } from '../../src/domain/prompt/example-edits.ts';
import { domId } from '../dom-id.ts';
import { exampleOutputId } from './example-row.tsx';

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

/** The id of the field of the message that was added last: it stands right before the user message to answer. */
export function addedMessageId({ id, draft }: ExperimentCell): string {
  return domId('experiment', id, 'message', draft.prompt.messages.length - 2);
}

/** The id of the field with the output of the last example, which is what one corrects. */
export function lastOutputId({ id, draft }: ExperimentCell): string {
  return exampleOutputId(id, identified(draft.prompt.examples).at(-1)?.id ?? '');
}
