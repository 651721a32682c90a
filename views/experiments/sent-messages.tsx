import type { Message } from '../../src/domain/message.ts';
import { domId } from '../dom-id.ts';
import { exactText } from '../exact-text.tsx';

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

/** Message lists to the letter, one for each variant. */
export function MessageLists({ lists }: MessageListsProps) {
  return (
    <>
      {lists.map(({ variant, messages }) => (
        <>
          {variant !== null && <h3 class="variant-name">{variant}</h3>}
          {messages.map((message) => (
            <div class="msg" data-role={message.role}>
              <span class="role">{message.role}</span>
              <div class="text" dir="auto">
                {exactText(message.content)}
              </div>
            </div>
          ))}
        </>
      ))}
    </>
  );
}
