import { type EditorWindow, shownOf, WHOLE_WINDOW } from '../../src/domain/editor-window.ts';
import type { Role } from '../../src/domain/message.ts';
import type { ExperimentCell } from '../../src/domain/notebook.ts';
import { domId } from '../dom-id.ts';
import { Icon } from '../icon.tsx';
import { Menu } from '../menu.tsx';
import { TextArea } from '../text-area.tsx';
import { EDITING } from './editing.ts';
import { Examples } from './examples.tsx';
import { errorId, FieldError } from './field-error.tsx';
import { SentMessages } from './sent-messages.tsx';
import { TurnsPlace } from './turns.tsx';
import { UndoBar, type UndoBarProps } from './undo-bar.tsx';
import { VariableFields } from './variables.tsx';
import { WindowNav } from './window-nav.tsx';

const ROLE_WORDS: Readonly<Record<Role, string>> = {
  system: 'System',
  developer: 'Developer',
  user: 'User',
  assistant: 'Assistant',
};

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
      {shown.items.map(({ role, content }, place) => {
        const index = shown.from + place;
        return <MessageRow cell={cell} index={index} role={role} content={content} last={index === last} />;
      })}
      {messages.some(({ role }) => role === 'assistant') && <TurnsPlace experiment={cell.id} />}
    </div>
  );
}

interface MessageRowProps {
  readonly cell: ExperimentCell;
  readonly index: number;
  readonly role: Role;
  readonly content: string;
  readonly last: boolean;
}

function MessageRow({ cell, index, role, content, last }: MessageRowProps) {
  const path = `messages.${index}`;
  const label = last ? 'User message' : `${ROLE_WORDS[role]} message ${index + 1}`;
  const id = domId('experiment', cell.id, 'message', index);
  return (
    <div class="field message" data-role={role}>
      <div class="label">
        {last ? <LastRole field={id} /> : <RoleSelect cell={cell} index={index} role={role} />}
        <span class="end">
          <Tokens cell={cell} part={index} />
          {!last && (
            <MessageActions id={cell.id} index={index} beforeLast={index === cell.draft.prompt.messages.length - 2} />
          )}
        </span>
      </div>
      <TextArea
        name="content"
        class="input"
        id={id}
        rows={1}
        aria-label={label}
        aria-describedby={errorId(cell.id, path)}
        placeholder={last ? 'What the model is asked.' : ''}
        data-error={errorId(cell.id, path)}
        text={content}
      />
      <FieldError experiment={cell.id} path={path} message={null} />
    </div>
  );
}

function LastRole({ field }: { readonly field: string }) {
  return (
    <label for={field}>
      User message
      <input type="hidden" name="role" value="user" />
    </label>
  );
}

function RoleSelect({
  cell,
  index,
  role,
}: {
  readonly cell: ExperimentCell;
  readonly index: number;
  readonly role: Role;
}) {
  return (
    <select
      name="role"
      class="role"
      id={domId('experiment', cell.id, 'role', index)}
      aria-label={`Role of turn ${index + 1}`}
      hx-post={`/experiments/${cell.id}/messages/${index}/role`}
      hx-trigger="change"
      {...EDITING}
    >
      {(['user', 'assistant', ...(role === 'system' || role === 'developer' ? ([role] as const) : [])] as const).map(
        (value) => (
          <option value={value} selected={value === role}>
            {ROLE_WORDS[value]}
          </option>
        ),
      )}
    </select>
  );
}

interface MessageActionsProps {
  readonly id: number;
  readonly index: number;
  readonly beforeLast: boolean;
}

function MessageActions({ id, index, beforeLast }: MessageActionsProps) {
  const turn = `turn ${index + 1}`;
  const path = `/experiments/${id}/messages/${index}`;
  const button = { type: 'button', ...EDITING } as const;
  return (
    <Menu label={`Actions for ${turn}`} small>
      <ul>
        <li>
          <button
            {...button}
            id={domId('experiment', id, 'up', index)}
            hx-post={`${path}/moves`}
            hx-vals='{"direction":"up"}'
            disabled={index === 0}
            aria-label={`Move ${turn} up`}
          >
            Move up
          </button>
        </li>
        <li>
          <button
            {...button}
            id={domId('experiment', id, 'down', index)}
            hx-post={`${path}/moves`}
            hx-vals='{"direction":"down"}'
            disabled={beforeLast}
            aria-label={`Move ${turn} down`}
          >
            Move down
          </button>
        </li>
        <li>
          <button {...button} hx-post={`${path}/deletion`} aria-label={`Delete ${turn}`}>
            Delete
          </button>
        </li>
      </ul>
    </Menu>
  );
}

function Tokens({ cell, part }: { readonly cell: ExperimentCell; readonly part: 'system' | number }) {
  return <span class="tok num" id={tokensId(cell.id, part)} />;
}

/** The id of the place where a message's tokens are shown. */
export function tokensId(experiment: number, part: 'system' | number): string {
  return domId('experiment', experiment, 'tokens', part);
}

export function systemId(experiment: number): string {
  return domId('experiment', experiment, 'system');
}

export function conversationId(experiment: number): string {
  return domId('experiment', experiment, 'conversation');
}

/** A structural edit sends the form along, so that nothing typed is lost; the answer says what to show anew. */
