import type { ExperimentCell } from '../../src/domain/notebook.ts';
import { domId } from '../dom-id.ts';

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
