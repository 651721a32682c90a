import { NOT_BILLED } from '../domain/money/billing.ts';
import { type Cost, costOf, FREE, type UnitPrices } from '../domain/money/cost.ts';
import { answerText, type ToolCall } from '../domain/prompt/tool.ts';
import type { CompletionError, CompletionOutcome, CompletionStatus } from '../domain/run/completion.ts';
import type { Remark } from '../domain/run/remark.ts';
import type { Usage } from '../domain/run/usage.ts';
import { withoutLoneThought } from '../provider/chat/think-tags.ts';
import { atTier, specialTier } from '../provider/models/tier-prices.ts';
import type { ChatBody, ChatResult } from '../provider/provider.ts';
import { isResponsesBody } from '../provider/responses/responses-body.ts';
import { countsAudio } from '../provider/usage/audio-tokens.ts';
import type { LiveText } from './live-text.ts';

/** What an ended attempt left, before tokens are counted and priced. */
export interface Ended {
  readonly status: CompletionStatus;
  readonly live: LiveText;
  readonly result: ChatResult | null;
  readonly error: CompletionError | null;
  readonly attempts: number;
  readonly body: ChatBody | null;
  /** What is to be said of how it was asked. */
  readonly remarks: readonly Remark[];
}

/** What it takes to say what a request used and cost. */
export interface Pricing {
  readonly free: boolean;
  /** Today's unit prices for a request with so many input tokens, as long prompts may cost more; `null`: not known. */
  readonly prices: (inputTokens: number | null) => UnitPrices | null;
  /** Our own count of the request's input tokens, for endpoints that report none. */
  readonly inputTokens: () => Promise<number>;
  /** Whether the service also charges per request or search, which no unit price holds. */
  readonly chargesPerRequest?: boolean;
  /** `null`: it could not be counted. */
  readonly countText: (text: string) => Promise<number | null>;
}

/** Puts together the row of an ended completion: usage as reported, our own estimate of what was not, and its cost. */
export async function outcomeOf(ended: Ended, pricing: Pricing): Promise<CompletionOutcome> {
  const { live, result } = ended;
  const usage = await usageOf(ended, pricing);
  const { prices, remark: tierRemark } = pricesFor(pricing, usage, result);
  const cost = pricing.free ? FREE : priced(usage, result, prices);
  const { text: told, reasoning } = withoutLoneThought(live);
  const text = told.toWellFormed();
  const isOurs = cost !== null && cost.source !== 'reported' && cost.source !== 'free';
  const priceRemarks = isOurs ? [...tierRemark, ...notPriced(pricing, prices, result)] : [];
  const remarks = [...ended.remarks, ...(result?.remarks ?? []), ...priceRemarks];
  return {
    status: ended.status,
    text,
    reasoning: reasoning?.toWellFormed() ?? null,
    ...(live.toolCalls.length === 0 ? {} : { toolCalls: live.toolCalls.map(wellFormedCall) }),
    finishReason: result?.finishReason ?? null,
    usage,
    prices,
    cost,
    ttftMs: live.ttftMs,
    durationMs: live.durationMs,
    attempts: ended.attempts,
    error: ended.error,
    textMended: text !== told,
    ...(remarks.length === 0 ? {} : { remarks }),
    logprobs: result?.logprobs ?? null,
    request: ended.body === null ? null : withoutMessages(ended.body),
    response: result?.response ?? null,
  };
}

/** What a cost that is computed from unit prices leaves out. */
function notPriced(pricing: Pricing, prices: UnitPrices | null, result: ChatResult | null): readonly Remark[] {
  const isAudio = !prices?.own && countsAudio(result?.response ?? null);
  return [
    ...(pricing.chargesPerRequest ? [{ kind: 'without_request_fees' } as const] : []),
    ...(isAudio ? [{ kind: 'audio_priced_as_text' } as const] : []),
  ];
}

/** Unit prices at the tier the service answered at; a person's own price is for whatever they use. */
function pricesFor(
  pricing: Pricing,
  usage: Usage | null,
  result: ChatResult | null,
): { readonly prices: UnitPrices | null; readonly remark: readonly Remark[] } {
  const prices = pricing.free ? null : pricing.prices(usage?.inputTokens ?? null);
  const tier = specialTier(result?.response ?? null);
  if (prices === null || tier === null || prices.own) return { prices, remark: [] };
  const tiered = atTier(prices, tier);
  return { prices: tiered ?? prices, remark: tiered === null ? [{ kind: 'tier_price_unknown', tier }] : [] };
}

/** The same, but an answer is not lost because its tokens cannot be counted: they are then unknown. */
export function forgiving(pricing: Pricing, onUnexpected: (error: unknown) => void): Pricing {
  const countText = (text: string) =>
    pricing.countText(text).catch((error: unknown) => {
      onUnexpected(error);
      return null;
    });
  return { ...pricing, countText };
}

/** The request's JSON but for `messages`, which are kept once for the whole run; `input` stays as a place for them. */
function withoutMessages(body: ChatBody): ChatBody {
  if (isResponsesBody(body)) return { ...body, input: null };
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'messages'));
}

/** As reported; where no input or no output was, that is counted here, and the whole is an estimate. */
async function usageOf(ended: Ended, pricing: Pricing): Promise<Usage | null> {
  const reported = ended.result?.usage ?? null;
  if (reported !== null && reported.inputTokens !== null && reported.outputTokens !== null) return reported;
  const estimated = await estimatedUsage(ended, pricing, reported?.reasoningTokens ?? null);
  if (reported === null || estimated === null) return reported ?? estimated;
  // What the cache is told to have read and written is a part of the input, however few tokens we count.
  const cache = (reported.cachedInputTokens ?? 0) + (reported.cacheWriteTokens ?? 0);
  const counted = estimated.inputTokens === null ? null : Math.max(estimated.inputTokens, cache);
  return {
    ...reported,
    inputTokens: reported.inputTokens ?? counted,
    outputTokens: reported.outputTokens ?? estimated.outputTokens,
    source: 'estimated',
  };
}

/** @param thinking tokens of thinking that were reported, whether or not their text was sent */
async function estimatedUsage(
  ended: Ended,
  { inputTokens, countText }: Pricing,
  thinking: number | null,
): Promise<Usage | null> {
  const { live, error } = ended;
  const output = answerText(live) + (thinking === null ? (live.reasoning ?? '') : '');
  // Nothing came back, or only a refusal: there is no reason to think that anything was used.
  if (!live.opened || (output === '' && error !== null && NOT_BILLED.has(error.kind))) return null;
  return {
    inputTokens: await inputTokens(),
    cachedInputTokens: null,
    outputTokens: sumOf(thinking ?? 0, output === '' ? 0 : await countText(output)),
    reasoningTokens: null,
    source: 'estimated',
  };
}

function sumOf(known: number, counted: number | null): number | null {
  return counted === null ? null : known + counted;
}

function priced(usage: Usage | null, result: ChatResult | null, prices: UnitPrices | null): Cost | null {
  if (result !== null && result.reportedCost !== null) return { picodollars: result.reportedCost, source: 'reported' };
  return costOf(usage, prices);
}

/** A surrogate pair may have been cut where the answer was. */
function wellFormedCall({ function: { name, arguments: given }, ...call }: ToolCall): ToolCall {
  return { ...call, function: { name, arguments: given.toWellFormed() } };
}
