import type { Completion } from '../../src/domain/completion.ts';
import { BaselineLink } from '../comparisons/baseline-link.tsx';
import { domId } from '../dom-id.ts';
import { type IconName, Tool } from '../icon.tsx';

/** What can be done with an answer, or, while it is to come, against it. */
export function CompletionActions({
  completion,
  logprobs,
}: {
  readonly completion: Completion;
  readonly logprobs: boolean;
}) {
  const { id, status } = completion;
  if (status === 'queued' || status === 'streaming') {
    return (
      <div class="actions">
        <button type="button" class="button quiet" hx-post={`/completions/${id}/cancellation`} hx-swap="none">
          Cancel
        </button>
      </div>
    );
  }
  return (
    <div class="actions">
      {completion.text !== '' && (status === 'done' || status === 'incomplete') && <GoOn id={id} />}
      <button type="button" class="button quiet" data-copy={domId('completion', id, 'text')} title="Copy">
        <Tool icon="copy" name="Copy" />
      </button>
      <BaselineLink run={completion.runId} baseline={{ kind: 'completion', id }} />
      <button
        type="button"
        class="button quiet"
        hx-post={`/completions/${id}/retries`}
        hx-swap="none"
        title="Ask again"
      >
        <Tool icon="retry" name="Retry" />
      </button>
      <LoadedWhenOpened path={`/completions/${id}/raw`} icon="raw" name="Raw" title="The exact request and response" />
      {completion.attempts > 0 && (
        <LoadedWhenOpened path={`/completions/${id}/cost`} icon="cost" name="Cost" title="What it cost, and why" />
      )}
      {logprobs && completion.text !== '' && (
        <LoadedWhenOpened
          path={`/completions/${id}/tokens`}
          icon="tokens"
          name="Tokens"
          title="Tokens and their probabilities"
        />
      )}
    </div>
  );
}

/** What can become of an answer. What is typed in the experiment around it goes along, so that nothing is lost. */
function GoOn({ id }: { readonly id: number }) {
  const shared = {
    type: 'button',
    class: 'button quiet',
    'hx-include': 'closest .experiment',
    'hx-swap': 'none',
  } as const;
  return (
    <>
      <button {...shared} hx-post={`/completions/${id}/replies`} title="Reply: go on with this answer">
        <Tool icon="reply" name="Reply" />
      </button>
      <button {...shared} hx-post={`/completions/${id}/examples`} title="Use as example">
        <Tool icon="example" name="Use as example" />
      </button>
    </>
  );
}

interface LoadedWhenOpenedProps {
  readonly path: string;
  readonly icon: IconName;
  readonly name: string;
  readonly title: string;
}

/** The place of something about an answer that is asked for when somebody opens it. */
function LoadedWhenOpened({ path, icon, name, title }: LoadedWhenOpenedProps) {
  return (
    <details class="raw" hx-get={path} hx-trigger="toggle once" hx-target="find .raw-body" hx-swap="innerHTML">
      <summary title={title}>
        <Tool icon={icon} name={name} />
      </summary>
      <div class="raw-body" hx-morph-skip-children>
        Loading…
      </div>
    </details>
  );
}
