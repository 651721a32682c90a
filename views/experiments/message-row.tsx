import type { ExperimentCell } from '../../src/domain/notebook/notebook.ts';
import { type Message, messageExtras, type Role } from '../../src/domain/prompt/message.ts';
import { CallList } from '../completions/tool-calls.tsx';
import { domId } from '../dom-id.ts';
import { Menu } from '../menu.tsx';
import { TextArea } from '../text-area.tsx';
import { EDITING } from './editing.ts';
import { errorId, FieldError } from './field-error.tsx';
import { MessageImages } from './message-images.tsx';

const ROLE_WORDS: Readonly<Record<Role, string>> = {
  system: 'System',
  developer: 'Developer',
  user: 'User',
  assistant: 'Assistant',
  tool: 'Tool',
};

interface MessageRowProps {
  readonly cell: ExperimentCell;
  readonly index: number;
  readonly message: Message;
  readonly last: boolean;
}

/** One message: its role, its text, its tokens, and what can be done with it. */
export function MessageRow({ cell, index, message, last }: MessageRowProps) {
  const { role, content, tool_calls: calls } = message;
  const path = `messages.${index}`;
  const isQuestion = last && role === 'user';
  const label = isQuestion ? 'User message' : `${ROLE_WORDS[role]} message ${index + 1}`;
  const id = domId('experiment', cell.id, 'message', index);
  const extras = messageExtras(message);
  return (
    <div class="field message" data-role={role}>
      <div class="label">
        <RolePlace cell={cell} index={index} message={message} isQuestion={isQuestion} field={id} />
        <span class="end">
          <Tokens cell={cell} part={index} />
          {(!last || isAfterCall(cell, index)) && (
            <MessageActions
              id={cell.id}
              index={index}
              isLast={last}
              beforeLast={index === cell.draft.prompt.messages.length - 2}
            />
          )}
        </span>
      </div>
      <input
        type="hidden"
        name="message-extras"
        value={Object.keys(extras).length === 0 ? '' : JSON.stringify(extras)}
      />
      <TextArea
        name="content"
        class="input"
        id={id}
        rows={1}
        aria-label={label}
        aria-describedby={errorId(cell.id, path)}
        placeholder={isQuestion ? 'What the model is asked.' : role === 'tool' ? 'What the function answers.' : ''}
        data-error={errorId(cell.id, path)}
        text={content}
      />
      {calls !== undefined && <CallList calls={calls} />}
      {role === 'user' && <MessageImages experiment={cell.id} index={index} images={message.images ?? []} />}
      <FieldError experiment={cell.id} path={path} message={null} />
    </div>
  );
}

/** Whether the last message can be taken out: it is the result of a call, or follows one. */
function isAfterCall(cell: ExperimentCell, index: number): boolean {
  const { messages } = cell.draft.prompt;
  return messages[index]?.role === 'tool' || messages[index - 1]?.role === 'tool';
}

interface RolePlaceProps extends Omit<MessageRowProps, 'last'> {
  readonly isQuestion: boolean;
  readonly field: string;
}

/** The role, to be chosen where it can be another one. */
function RolePlace({
  cell,
  index,
  message: { role, tool_calls, tool_call_id, images },
  isQuestion,
  field,
}: RolePlaceProps) {
  if (isQuestion) return <LastRole field={field} />;
  if (role !== 'tool' && tool_calls === undefined && images === undefined)
    return <RoleSelect cell={cell} index={index} role={role} />;
  const name = calledName(cell.draft.prompt.messages, tool_call_id);
  return (
    <label for={field}>
      {role === 'tool' ? `Result of ${name ?? 'a call'}` : ROLE_WORDS[role]}
      <input type="hidden" name="role" value={role} />
    </label>
  );
}

/** The function that a result is of. */
function calledName(messages: readonly Message[], id: string | undefined): string | null {
  const calls = messages.flatMap(({ tool_calls = [] }) => tool_calls);
  return calls.findLast((call) => call.id === id)?.function.name ?? null;
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
  readonly isLast: boolean;
  readonly beforeLast: boolean;
}

function MessageActions({ id, index, isLast, beforeLast }: MessageActionsProps) {
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
            disabled={index === 0 || isLast}
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
            disabled={beforeLast || isLast}
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

export function Tokens({ cell, part }: { readonly cell: ExperimentCell; readonly part: 'system' | number }) {
  return <span class="tok num" id={tokensId(cell.id, part)} />;
}

/** The id of the place where a message's tokens are shown. */
export function tokensId(experiment: number, part: 'system' | number): string {
  return domId('experiment', experiment, 'tokens', part);
}
