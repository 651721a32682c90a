import { mayHaveBeenBilled } from '../../src/domain/billing.ts';
import {
  type Completion,
  type CompletionStatus,
  ENDED,
  type LiveCompletion,
  type Waiting,
} from '../../src/domain/completion.ts';
import { costOf } from '../../src/domain/cost.ts';
import { remarkText } from '../../src/domain/remark.ts';
import { domId } from '../dom-id.ts';
import { exactText } from '../exact-text.tsx';
import { costText, milliseconds, usd } from '../format.ts';
import { markdown } from '../markdown.tsx';
import { setPricePath } from '../models/price-path.ts';
import type { DisplayOptions } from '../runs/display-options.ts';
import { CompletionAnnotations } from './annotations.tsx';
import { CompletionActions } from './completion-actions.tsx';

interface CompletionProps {
  readonly live: LiveCompletion;
  /** How many samples its point has; a lone one needs no number. */
  readonly samples: number;
  readonly showing: DisplayOptions;
}

export const STATUS_WORDS: Readonly<Record<CompletionStatus, string>> = {
  queued: 'waiting for its turn',
  streaming: 'streaming',
  done: 'done',
  incomplete: 'incomplete: the answer ended without a finish reason',
  failed: 'failed',
  cancelled: 'stopped',
  held: 'held: a cap was reached',
  interrupted: 'interrupted: Tempera was stopped',
};

/** One answer, the same on a page, in a fragment and in the stream. */
export function CompletionView({ live: { completion, waiting }, samples, showing }: CompletionProps) {
  const { id, status, error } = completion;
  return (
    <article
      class="answer"
      id={domId('completion', id)}
      data-status={status}
      aria-label={`Sample ${completion.sample + 1}`}
    >
      <div class="answer-head small muted">
        {samples > 1 && <span class="num">{completion.sample + 1}</span>}
        {status !== 'done' && <span class={`state${status === 'failed' ? ' err' : ''}`}>{STATUS_WORDS[status]}</span>}
      </div>
      <Thinking completion={completion} />
      <AnswerText completion={completion} showing={showing} />
      {error !== null && <p class="err small">{error.message}</p>}
      {waiting !== null && <WaitingLine waiting={waiting} />}
      <Facts completion={completion} showing={showing} />
      <Remarks completion={completion} />
      <div class="answer-tools">
        <CompletionActions completion={completion} logprobs={showing.logprobs} />
        {ENDED.has(status) && <CompletionAnnotations completion={completion} />}
      </div>
    </article>
  );
}

/** What a reasoning model shows of its thinking before it answers; closed, as it is no part of the answer. */
function Thinking({ completion: { id, reasoning, text, status } }: { readonly completion: Completion }) {
  if (reasoning === null) return null;
  return (
    <details class="reasoning small">
      <summary>{status === 'streaming' && text === '' ? 'Thinking…' : 'Thinking'}</summary>
      <div class="text" dir="auto" id={domId('completion', id, 'reasoning')} hx-ignore>
        {exactText(reasoning)}
      </div>
    </details>
  );
}

function AnswerText({ completion, showing }: { readonly completion: Completion; readonly showing: DisplayOptions }) {
  const id = domId('completion', completion.id, 'text');
  const rendered = showing.view === 'markdown' && ENDED.has(completion.status);
  // A model's answer is text: htmx is told to leave it alone even if escaping ever failed.
  return (
    <div
      class={rendered ? 'text prose' : 'text'}
      id={id}
      dir="auto"
      data-text
      data-source={rendered ? `/completions/${completion.id}/text` : undefined}
      hx-ignore
    >
      {rendered ? markdown(completion.text) : exactText(completion.text)}
    </div>
  );
}

function WaitingLine({ waiting }: { readonly waiting: Waiting }) {
  return (
    <p class="warn small">
      {waiting.message} Trying again at{' '}
      <time datetime={waiting.until.toISOString()}>{waiting.until.toLocaleTimeString('en-GB')}</time>.
    </p>
  );
}

/** Tokens, cost and times of an answer, each with where it comes from; the finer ones open on request. */
function Facts({ completion, showing }: { readonly completion: Completion; readonly showing: DisplayOptions }) {
  const { usage, status, ttftMs, finishReason, attempts } = completion;
  if (!ENDED.has(status)) return null;
  const facts = [
    usage === null
      ? null
      : `${usage.inputTokens ?? '–'} → ${usage.outputTokens ?? '–'} tokens${usage.source === 'estimated' ? ' (estimated)' : ''}`,
    usage === null && completion.cost === null ? null : <CostFact completion={completion} />,
    mayHaveBeenBilled(completion) ? 'may have been billed' : null,
    ttftMs === null ? null : `first token ${milliseconds(ttftMs)}`,
    speed(completion),
    finishReason === null ? null : `finish: ${finishReason}`,
    attempts > 1 ? `${attempts} attempts` : null,
    completion.textMended ? 'broken characters replaced' : null,
    completion.imported ? 'from a notebook file' : null,
  ];
  return (
    <ul class="facts num" title={moreFacts(completion, showing)}>
      {facts.map((fact) => fact !== null && <li>{fact}</li>)}
    </ul>
  );
}

/** What is to be said of how it was asked, counted and priced. */
function Remarks({ completion: { remarks = [] } }: { readonly completion: Completion }) {
  return remarks.map((remark) => <p class="warn small">{remarkText(remark)}</p>);
}

/** The cost in words; without one, where to set a price. */
export function CostFact({
  completion: { cost, prices, connection, settings },
}: {
  readonly completion: Pick<Completion, 'cost' | 'prices' | 'connection' | 'settings'>;
}) {
  if (cost === null) return <a href={setPricePath(connection, settings.model)}>unpriced</a>;
  const own = prices?.own && cost.source === 'computed' ? ' (your price)' : '';
  return (
    <>
      {costText(cost)}
      {own}
    </>
  );
}

/** What there is no room for under every answer. */
function moreFacts(completion: Completion, showing: DisplayOptions): string {
  const { usage, durationMs } = completion;
  const facts = [
    durationMs === null ? null : `total ${milliseconds(durationMs)}`,
    usage?.cachedInputTokens ? `${usage.cachedInputTokens} of the input cached` : null,
    usage?.cacheWriteTokens ? `${usage.cacheWriteTokens} of the input written to the cache` : null,
    usage?.reasoningTokens ? `${usage.reasoningTokens} of the output reasoning` : null,
    wouldCost(completion, showing),
  ];
  return facts.filter((fact) => fact !== null).join(', ');
}

function wouldCost({ cost, usage }: Completion, { reference }: DisplayOptions): string | null {
  if (cost?.source !== 'free' || reference === null) return null;
  const would = costOf(usage, reference);
  return would === null ? null : `would cost ${usd(would.picodollars)} on ${reference.model}`;
}

/** Tokens a second after the first; over less than a tenth of a second the figure would mean nothing. */
function speed({ usage, ttftMs, durationMs }: Completion): string | null {
  const tokens = usage?.outputTokens ?? null;
  if (tokens === null || ttftMs === null || durationMs === null || tokens < 2 || durationMs - ttftMs < 100) return null;
  return `${(((tokens - 1) / (durationMs - ttftMs)) * 1000).toFixed(0)} tokens/s`;
}
