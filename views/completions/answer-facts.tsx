import { mayHaveBeenBilled } from '../../src/domain/money/billing.ts';
import { costOf } from '../../src/domain/money/cost.ts';
import { type Completion, ENDED } from '../../src/domain/run/completion.ts';
import { costText, count, countOr, milliseconds, usd } from '../format.ts';
import { setPricePath } from '../models/price-path.ts';
import type { DisplayOptions } from '../runs/display-options.ts';

/** Tokens, cost and times of an answer, each with where it comes from. */
export function AnswerFacts({
  completion,
  display,
}: {
  readonly completion: Completion;
  readonly display: DisplayOptions;
}) {
  const { usage, status, ttftMs, durationMs, finishReason, attempts, sample } = completion;
  if (!ENDED.has(status)) return null;
  const facts = [
    `sample ${sample + 1}`,
    usage === null
      ? null
      : `${countOr(usage.inputTokens)} → ${countOr(usage.outputTokens)} tokens${usage.source === 'estimated' ? ' (estimated)' : ''}`,
    usage?.cachedInputTokens ? `${count(usage.cachedInputTokens)} of the input cached` : null,
    usage?.cacheWriteTokens ? `${count(usage.cacheWriteTokens)} of the input written to the cache` : null,
    usage?.reasoningTokens ? `${count(usage.reasoningTokens)} of the output reasoning` : null,
    usage === null && completion.cost === null ? null : <CostFact completion={completion} />,
    wouldCost(completion, display),
    mayHaveBeenBilled(completion) ? 'may have been billed' : null,
    ttftMs === null ? null : `first token ${milliseconds(ttftMs)}`,
    durationMs === null ? null : `in all ${milliseconds(durationMs)}`,
    speed(completion),
    finishReason === null ? null : `finish: ${finishReason}`,
    attempts > 1 ? `${attempts} attempts` : null,
    completion.textMended ? 'broken characters replaced' : null,
    completion.imported ? 'from a notebook file' : null,
  ];
  return <ul class="facts num">{facts.map((fact) => fact !== null && <li>{fact}</li>)}</ul>;
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
