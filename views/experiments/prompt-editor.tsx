import { type EditorWindow, shownOf, WHOLE_WINDOW } from '../../src/domain/notebook/editor-window.ts';
import type { ExperimentCell } from '../../src/domain/notebook/notebook.ts';
import { domId } from '../dom-id.ts';
import { Icon } from '../icon.tsx';
import { TextArea } from '../text-area.tsx';
import { Examples } from './examples.tsx';
import { MessageRow, Tokens } from './message-row.tsx';
import { SentMessages } from './sent-messages.tsx';
import { TurnsPlace } from './turns.tsx';
import { UndoBar, type UndoBarProps } from './undo-bar.tsx';
import { VariableFields } from './variables.tsx';
import { WindowNav } from './window-nav.tsx';

export interface PromptEditorProps {
  readonly cell: ExperimentCell;
  readonly steps: Pick<UndoBarProps, 'undo' | 'redo'>;
}

/** The prompt in the order in which it is sent: system message, examples, conversation; then what is done to it as a whole. */
export function PromptEditor({ cell, steps }: PromptEditorProps) {
  return (
    <div id={domId('experiment', cell.id, 'prompt')}>
      <SystemMessage cell={cell} />
      <Examples cell={cell} />
      <Conversation cell={cell} window={WHOLE_WINDOW} />
      <VariableFields cell={cell} window={WHOLE_WINDOW} />
      <div class="below">
        <button
          type="button"
          class="button quiet"
          hx-post={`/experiments/${cell.id}/messages`}
          hx-swap="none"
          title="An earlier turn of the conversation, before the user message"
        >
          <Icon name="plus" />
          Add message
        </button>
        <a class="button quiet" href={`/experiments/${cell.id}/cases`} title="Test inputs with their expected answers">
          Cases
        </a>
        <UndoBar experiment={cell.id} {...steps} />
      </div>
      <SentMessages experiment={cell.id} />
    </div>
  );
}

export function SystemMessage({ cell }: { readonly cell: ExperimentCell }) {
  const id = domId('experiment', cell.id, 'system-text');
  return (
    <div class="field message" id={systemId(cell.id)}>
      <label for={id}>
        System message
        <Tokens cell={cell} part="system" />
      </label>
      <TextArea
        name="system"
        id={id}
        class="input"
        rows={1}
        aria-label="System message"
        placeholder="How the model should behave. Empty: not sent."
        text={cell.draft.prompt.system ?? ''}
      />
    </div>
  );
}

/** The messages, each a row of one grid: role, text, tokens. The last one is the user message to answer. */
export function Conversation({ cell, window }: { readonly cell: ExperimentCell; readonly window: EditorWindow }) {
  const { messages } = cell.draft.prompt;
  const last = messages.length - 1;
  const shown = shownOf('messages', messages, window);
  return (
    <div class="conversation" id={conversationId(cell.id)}>
      <WindowNav experiment={cell.id} what="messages" shown={shown} />
      {shown.items.map((message, place) => {
        const index = shown.from + place;
        return <MessageRow cell={cell} index={index} message={message} last={index === last} />;
      })}
      {messages.some(({ role }) => role === 'assistant') && <TurnsPlace experiment={cell.id} />}
    </div>
  );
}

export function systemId(experiment: number): string {
  return domId('experiment', experiment, 'system');
}

export function conversationId(experiment: number): string {
  return domId('experiment', experiment, 'conversation');
}
