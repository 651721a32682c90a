import { raw } from 'hono/html';
import { isSample } from '../../src/domain/run/columns.ts';
import { type Completion, ENDED, hasAnswer } from '../../src/domain/run/completion.ts';
import { BaselineLink } from '../comparisons/baseline-link.tsx';
import { domId } from '../dom-id.ts';
import { Icon, type IconName } from '../icon.tsx';
import { Menu } from '../menu.tsx';
import type { DisplayOptions } from '../runs/display-options.ts';
import { CompletionAnnotations } from './annotations.tsx';
import { AnswerFacts } from './answer-facts.tsx';

interface CompletionActionsProps {
  readonly completion: Completion;
  readonly display: DisplayOptions;
}

/** What can be done with an answer, or, while it is to come, against it. With a pointer it appears while one looks at the answer. */
export function CompletionActions({ completion, display }: CompletionActionsProps) {
  const { id, status } = completion;
  if (status === 'queued' || status === 'streaming') {
    return (
      <span class="actions">
        <button
          type="button"
          class="button quiet tiny"
          hx-post={`/completions/${id}/cancellation`}
          hx-swap="none"
          aria-label="Cancel"
          title="Cancel this request"
        >
          <Icon name="close" />
        </button>
      </span>
    );
  }
  return drawnOnce({ completion, display });
}

/** By answer, as it was drawn last. */
const drawn = new WeakMap<Completion, { readonly display: DisplayOptions; readonly markup: string }>();

/** The tools of an ended answer, which is never changed; a page that follows a run is sent a column anew with each answer that ends. */
function drawnOnce(props: CompletionActionsProps) {
  const known = drawn.get(props.completion);
  if (known?.display === props.display) return raw(known.markup);
  const markup = String(<EndedActions {...props} />);
  drawn.set(props.completion, { display: props.display, markup });
  return raw(markup);
}

function EndedActions({ completion, display }: CompletionActionsProps) {
  const { id, status } = completion;
  const usable =
    completion.text !== '' && completion.toolCalls === undefined && (status === 'done' || status === 'incomplete');
  return (
    <>
      {ENDED.has(status) && <Given />}
      <span class="actions">
        {usable && <GoOn id={id} />}
        {hasAnswer(completion) && (
          <button
            type="button"
            class="button quiet tiny"
            data-copy={domId('completion', id, 'text')}
            aria-label="Copy"
            title="Copy"
          >
            <Icon name="copy" />
          </button>
        )}
        <Menu label="More about this answer" kind="up" small>
          <MoreActions completion={completion} display={display} />
        </Menu>
      </span>
    </>
  );
}

/** Shows, while the tools are out of sight, which marks an answer was given. */
function Given() {
  return (
    <span class="given" aria-hidden="true">
      <Icon name="good" />
      <Icon name="bad" />
      <Icon name="pin" />
      <Icon name="note" />
    </span>
  );
}

function MoreActions({ completion, display }: CompletionActionsProps) {
  const { id, status } = completion;
  return (
    <div class="pop more-actions">
      <AnswerFacts completion={completion} display={display} />
      {ENDED.has(status) && <CompletionAnnotations completion={completion} />}
      <div class="tools">
        {isSample(completion) && hasAnswer(completion) && (
          <button
            type="button"
            class="button quiet"
            hx-post={`/completions/${id}/cases`}
            hx-swap="none"
            title="What was asked becomes a case of the experiment, with this answer as the expected one"
          >
            <Icon name="plus" />
            Make a case
          </button>
        )}
        <BaselineLink run={completion.runId} baseline={{ kind: 'completion', id }} />
        <button type="button" class="button quiet" hx-post={`/completions/${id}/retries`} hx-swap="none">
          <Icon name="retry" />
          Retry
        </button>
        <SheetButton path={`/completions/${id}/raw`} icon="raw" name="Raw" title="The exact request and response" />
        {completion.attempts > 0 && (
          <SheetButton path={`/completions/${id}/cost`} icon="cost" name="Cost" title="What it cost, and why" />
        )}
        {display.logprobs && completion.text !== '' && (
          <SheetButton
            path={`/completions/${id}/tokens`}
            icon="tokens"
            name="Tokens"
            title="Tokens and their probabilities"
          />
        )}
      </div>
    </div>
  );
}

/** What can become of an answer. What is typed in the experiment around it goes along, so that nothing is lost. */
function GoOn({ id }: { readonly id: number }) {
  const shared = {
    type: 'button',
    class: 'button quiet tiny',
    'hx-include': 'closest .experiment',
    'hx-swap': 'none',
  } as const;
  return (
    <>
      <button
        {...shared}
        hx-post={`/completions/${id}/replies`}
        aria-label="Reply"
        title="Reply: go on with this answer"
      >
        <Icon name="reply" />
      </button>
      <button {...shared} hx-post={`/completions/${id}/examples`} aria-label="Use as example" title="Use as example">
        <Icon name="example" />
      </button>
    </>
  );
}

interface SheetButtonProps {
  readonly path: string;
  readonly icon: IconName;
  readonly name: string;
  readonly title: string;
}

/** Opens the sheet at the side with something about an answer, which is asked for then. */
function SheetButton({ path, icon, name, title }: SheetButtonProps) {
  return (
    <button
      type="button"
      class="button quiet"
      data-sheet={title}
      hx-get={path}
      hx-target="#sheet-body"
      hx-swap="innerHTML"
      title={title}
    >
      <Icon name={icon} />
      {name}
    </button>
  );
}
