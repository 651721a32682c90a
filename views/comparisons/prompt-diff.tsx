import type { MessageDifference } from '../../src/domain/answers/comparison.ts';
import { DiffText } from './diff-text.tsx';

const KIND_WORDS: Readonly<Record<MessageDifference['kind'], string>> = {
  same: '',
  changed: 'changed',
  added: 'only in B',
  removed: 'only in A',
};

interface PromptDiffProps {
  readonly messages: readonly MessageDifference[];
  /** Columns send prompts of their own, and these are the messages of the first. */
  readonly several: boolean;
}

/** The messages of both sides as one list, what differs marked word by word. */
export function PromptDiff({ messages, several }: PromptDiffProps) {
  const differs = messages.some(({ kind }) => kind !== 'same');
  const same = several
    ? 'of the first variant: the answers of a pair show where its prompts differ'
    : 'the same on both sides';
  return (
    <section class="card" aria-label="Prompt">
      <header>
        <h2>Prompt</h2>
        <span class="muted small">{differs ? 'A’s words struck through, B’s underlined' : same}</span>
      </header>
      {differs ? (
        <Messages messages={messages} />
      ) : (
        <details class="pad small">
          <summary>Show the prompt</summary>
          <Messages messages={messages} />
        </details>
      )}
    </section>
  );
}

function Messages({ messages }: { readonly messages: readonly MessageDifference[] }) {
  return (
    <div class="prompt still">
      {messages.map(({ role, kind, parts, rough }) => (
        <div class="msg" data-role={role}>
          <span class="role">{role}</span>
          <div class="text" dir="auto">
            <DiffText parts={parts} />
          </div>
          <span class="muted small">
            {rough ? `${KIND_WORDS[kind]}, marked roughly: too long to go word by word` : KIND_WORDS[kind]}
          </span>
        </div>
      ))}
    </div>
  );
}
