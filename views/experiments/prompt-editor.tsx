import type { Role } from '../../src/domain/message.ts';
import type { ExperimentCell } from '../../src/domain/notebook.ts';
import { domId } from '../dom-id.ts';
import { exactText } from '../exact-text.tsx';
import { ConversationPlace } from './conversation.tsx';
import { errorId, FieldError } from './field-error.tsx';

const ROLE_WORDS: Readonly<Record<Role, string>> = {
  system: 'System',
  developer: 'Developer',
  user: 'User',
  assistant: 'Assistant',
};

/** The messages, each a row of one grid: role, text, tokens. The last one is the user message to answer. */
export function PromptEditor({ cell }: { readonly cell: ExperimentCell }) {
  const { system, messages } = cell.draft.prompt;
  const last = messages.length - 1;
  return (
    <div class="prompt" id={domId('experiment', cell.id, 'prompt')}>
      <div class="msg">
        <span class="role">System</span>
        <textarea
          name="system"
          rows={1}
          aria-label="System message"
          placeholder="How the model should behave. Empty: no system message is sent."
        >
          {exactText(system ?? '')}
        </textarea>
        <div class="side">
          <Tokens cell={cell} part="system" />
        </div>
      </div>
      {messages.map((message, index) => (
        <MessageRow cell={cell} index={index} role={message.role} content={message.content} last={index === last} />
      ))}
      <div class="msg foot">
        <span />
        <div>
          <button type="button" class="btn quiet" hx-post={`/experiments/${cell.id}/messages`} {...editing(cell.id)}>
            Add message
          </button>
          <span class="muted small">before the user message, as an earlier turn of the conversation</span>
        </div>
      </div>
      {messages.some(({ role }) => role === 'assistant') && <ConversationPlace experiment={cell.id} />}
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
  return (
    <div class="msg" data-role={role}>
      {last ? <LastRole /> : <RoleSelect cell={cell} index={index} role={role} />}
      <div>
        <textarea
          name="content"
          id={domId('experiment', cell.id, 'message', index)}
          rows={1}
          aria-label={label}
          aria-describedby={errorId(cell.id, path)}
          placeholder={last ? 'What the model is asked.' : ''}
          data-error={errorId(cell.id, path)}
        >
          {exactText(content)}
        </textarea>
        <FieldError experiment={cell.id} path={path} message={null} />
      </div>
      <div class="side">
        <Tokens cell={cell} part={index} />
        {!last && (
          <MessageActions id={cell.id} index={index} beforeLast={index === cell.draft.prompt.messages.length - 2} />
        )}
      </div>
    </div>
  );
}

function LastRole() {
  return (
    <span class="role">
      User
      <input type="hidden" name="role" value="user" />
    </span>
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
      {...editing(cell.id)}
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
  const button = { type: 'button', class: 'btn quiet', ...editing(id) } as const;
  return (
    <div class="actions">
      <button
        {...button}
        id={domId('experiment', id, 'up', index)}
        hx-post={`${path}/moves`}
        hx-vals='{"direction":"up"}'
        disabled={index === 0}
        aria-label={`Move ${turn} up`}
      >
        ↑
      </button>
      <button
        {...button}
        id={domId('experiment', id, 'down', index)}
        hx-post={`${path}/moves`}
        hx-vals='{"direction":"down"}'
        disabled={beforeLast}
        aria-label={`Move ${turn} down`}
      >
        ↓
      </button>
      <button {...button} hx-post={`${path}/deletion`} aria-label={`Delete ${turn}`} title="Delete">
        ×
      </button>
    </div>
  );
}

function Tokens({ cell, part }: { readonly cell: ExperimentCell; readonly part: 'system' | number }) {
  return <span class="tok num" id={tokensId(cell.id, part)} />;
}

/** The id of the place where a message's tokens are shown. */
export function tokensId(experiment: number, part: 'system' | number): string {
  return domId('experiment', experiment, 'tokens', part);
}

/** A structural edit sends the whole form along, so that nothing typed is lost, and shows the editor anew. */
function editing(id: number) {
  return { 'hx-target': `#${domId('experiment', id, 'prompt')}`, 'hx-swap': 'outerHTML' } as const;
}
