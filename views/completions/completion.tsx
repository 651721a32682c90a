import type { Child } from 'hono/jsx';
import type { Calendar } from '../../src/domain/history/time-zone.ts';
import { mayHaveBeenBilled } from '../../src/domain/money/billing.ts';
import { type Completion, ENDED, type LiveCompletion, type Waiting } from '../../src/domain/run/completion.ts';
import { remarkText } from '../../src/domain/run/remark.ts';
import { domId } from '../dom-id.ts';
import { exactText } from '../exact-text.tsx';
import { count, plural, timeOfDay } from '../format.ts';
import { markdown } from '../markdown.tsx';
import type { DisplayOptions } from '../runs/display-options.ts';
import { Elapsed } from '../runs/run-stop.tsx';
import { CostFact } from './answer-facts.tsx';
import { CompletionActions } from './completion-actions.tsx';
import { FieldProblems } from './field-problems.tsx';
import { STATUS_WORDS } from './status-words.ts';
import { MAX_PIECE, MoreText, pieceEnd } from './text-piece.tsx';
import { AnswerCalls } from './tool-calls.tsx';

interface CompletionProps {
  readonly live: LiveCompletion;
  /** How many samples its point has; a lone one needs no number. */
  readonly samples: number;
  readonly display: DisplayOptions;
  /** What stands at the start of its foot, such as how many answers are equal. */
  readonly children?: Child;
}

/** One answer, the same on a page, in a fragment and in the stream: its text first, what can be done with it on demand. */
export function CompletionView({ live, display, children }: CompletionProps) {
  const { completion, waiting } = live;
  const { id, status, error } = completion;
  return (
    <article
      class={error === null ? 'answer' : 'answer fault'}
      id={domId('completion', id)}
      data-status={status}
      aria-label={`Sample ${completion.sample + 1}`}
    >
      <Thinking completion={completion} />
      <AnswerText completion={completion} display={display} />
      <AnswerCalls completion={completion} />
      {error !== null && <p class="err small">{error.message}</p>}
      {waiting !== null && <WaitingLine waiting={waiting} calendar={display.calendar} />}
      <Remarks completion={completion} />
      <footer>
        {children}
        <StateLine live={live} />
        <CompletionActions completion={completion} display={display} />
      </footer>
    </article>
  );
}

/** What an answer is at, in a few words: its length once it has ended well, else why not. */
function StateLine({ live: { completion, waiting, elapsedMs } }: { readonly live: LiveCompletion }) {
  const { status, text, toolCalls, usage, finishReason, settings } = completion;
  if (status === 'streaming' && text === '' && toolCalls === undefined && waiting === null) {
    return (
      <span class="state">
        waiting for the first token
        {elapsedMs !== undefined && (
          <>
            {' '}
            · <Elapsed ms={elapsedMs} />
          </>
        )}
      </span>
    );
  }
  if (status !== 'done') return <span class={status === 'failed' ? 'state err' : 'state'}>{STATUS_WORDS[status]}</span>;
  const tokens = usage?.outputTokens ?? null;
  const cut = finishReason === 'length';
  const most = settings.max_completion_tokens ?? tokens ?? 0;
  return (
    <>
      <button type="button" class="button quiet show-all" data-show-all>
        Show all{tokens !== null && `, ${plural(tokens, 'token')}`}
      </button>
      {tokens !== null && !(cut && tokens === most) && <span class="tok num">{count(tokens)} tok</span>}
      {cut && <span class="warn">cut at {count(most)} tokens</span>}
      {finishReason !== null && !cut && !isUsual(completion) && <span class="warn">finish: {finishReason}</span>}
      {completion.cost === null && usage !== null && <CostFact completion={completion} />}
      {mayHaveBeenBilled(completion) && <span class="warn">may have been billed</span>}
    </>
  );
}

/** Whether an answer ended as answers do: by itself, or to have functions called. */
function isUsual({ finishReason, toolCalls }: Completion): boolean {
  return finishReason === 'stop' || (finishReason === 'tool_calls' && toolCalls !== undefined);
}

/** What a reasoning model shows of its thinking before it answers; closed, as it is no part of the answer. */
function Thinking({ completion: { id, reasoning, text, status } }: { readonly completion: Completion }) {
  if (reasoning === null) return null;
  const end = pieceEnd(reasoning);
  return (
    <details class="reasoning small">
      <summary>{status === 'streaming' && text === '' ? 'Thinking…' : 'Thinking'}</summary>
      <div class="text" dir="auto" id={domId('completion', id, 'reasoning')} hx-ignore>
        {exactText(reasoning.slice(0, end))}
      </div>
      {end < reasoning.length && <MoreText completion={id} part="reasoning" text={reasoning} from={end} />}
    </details>
  );
}

function AnswerText({ completion, display }: { readonly completion: Completion; readonly display: DisplayOptions }) {
  const id = domId('completion', completion.id, 'text');
  const { text } = completion;
  const isLong = text.length > MAX_PIECE;
  const rendered = display.view === 'markdown' && ENDED.has(completion.status) && !isLong;
  const end = pieceEnd(text);
  const empty = text.trim() === '' && completion.toolCalls === undefined && completion.status === 'done';
  // A model's answer is text: htmx is told to leave it alone even if escaping ever failed.
  return (
    <>
      <div
        class={rendered ? 'text prose' : 'text'}
        id={id}
        dir="auto"
        data-text
        data-source={rendered || isLong ? `/completions/${completion.id}/text` : undefined}
        hx-ignore
      >
        {rendered ? markdown(text) : exactText(text.slice(0, end))}
      </div>
      {isLong && <MoreText completion={completion.id} part="text" text={text} from={end} />}
      {empty && <p class="none">(empty answer)</p>}
    </>
  );
}

function WaitingLine({ waiting, calendar }: { readonly waiting: Waiting; readonly calendar: Calendar }) {
  return (
    <p class="warn small">
      {waiting.message} Trying again at{' '}
      <time datetime={waiting.until.toISOString()}>{timeOfDay(waiting.until, calendar)}</time>.
    </p>
  );
}

/** What is to be said of how it was asked, counted and priced; what is wrong with a call stands beside it. */
function Remarks({ completion: { remarks = [] } }: { readonly completion: Completion }) {
  return remarks.map((remark) => {
    if (remark.kind === 'arguments_not_met') return null;
    return remark.kind === 'format_not_met' ? (
      <FieldProblems
        title="Does not fit the response format:"
        label="Fields that do not fit"
        problems={remark.problems}
      />
    ) : (
      <p class="warn small">{remarkText(remark)}</p>
    );
  });
}
