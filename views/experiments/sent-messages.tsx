import type { Message } from '../../src/domain/prompt/message.ts';
import { MAX_MESSAGES } from '../../src/domain/run/run.ts';
import { CutText } from '../completions/text-piece.tsx';
import { CallList } from '../completions/tool-calls.tsx';
import { domId } from '../dom-id.ts';
import { count } from '../format.ts';
import { ImageList } from './message-images.tsx';

/** The exact messages a run would send, opened on request and kept up to date while open. */
export function SentMessages({ experiment }: { readonly experiment: number }) {
  return (
    <details
      class="sent"
      id={domId('experiment', experiment, 'sent')}
      hx-get={`/experiments/${experiment}/messages`}
      hx-trigger="toggle, saved"
      hx-target="find .sent-body"
      hx-swap="innerHTML"
    >
      <summary>Messages sent</summary>
      <div class="sent-body" tabindex={0}>
        Loading…
      </div>
    </details>
  );
}

interface MessageListsProps {
  readonly lists: readonly { readonly variant: string | null; readonly messages: readonly Message[] }[];
}

/** Message lists to the letter, one for each variant; of very many messages, the first of them. */
export function MessageLists({ lists }: MessageListsProps) {
  const shown = firstOf(lists, MAX_MESSAGES);
  const total = lists.reduce((sum, { messages }) => sum + messages.length, 0);
  return (
    <>
      {total > MAX_MESSAGES && (
        <p class="muted small num">
          The first {count(MAX_MESSAGES)} of {count(total)} messages.
        </p>
      )}
      {shown.map(({ variant, messages }) => (
        <>
          {variant !== null && <h3 class="variant-name">{variant}</h3>}
          {messages.map((message) => (
            <div class="msg" data-role={message.role}>
              <span class="role">{message.role}</span>
              <div class="text" dir="auto">
                <CutText text={message.content} />
              </div>
              <ImageList images={message.images ?? []} />
              {message.tool_calls !== undefined && <CallList calls={message.tool_calls} />}
            </div>
          ))}
        </>
      ))}
    </>
  );
}

/** The lists as far as so many messages go. */
function firstOf(lists: MessageListsProps['lists'], most: number): MessageListsProps['lists'] {
  let left = most;
  return lists.flatMap((list) => {
    const messages = list.messages.slice(0, left);
    left -= messages.length;
    return messages.length === 0 ? [] : [{ ...list, messages }];
  });
}
