import type { TokenLogprob } from '../domain/completion.ts';
import { fromUsd, type Picodollars } from '../domain/cost.ts';
import type { Usage } from '../domain/usage.ts';
import { countOrNull, isRecord, type Json } from './json.ts';
import type { ChatResult, ChatSink } from './provider.ts';

/** Puts an answer together from its chunks as they come, or from one whole `chat.completion`. */
export interface ChunkReader {
  /** Reads one chunk. True when it held a part of the answer, be it only a role or the finish_reason. */
  read(chunk: Json): boolean;
  /** Whether the finish_reason has come: what follows is bookkeeping. */
  finished(): boolean;
  result(): ChatResult;
}

/** Parts of a choice that hold the answer itself; they are kept elsewhere. */
const ANSWER_PARTS: ReadonlySet<string> = new Set(['delta', 'message', 'text', 'logprobs']);
/** `choices` are read on their own; `obfuscation` is padding that hides the length of tokens on the wire. */
const NOT_META: ReadonlySet<string> = new Set(['choices', 'obfuscation']);

export function createChunkReader(sink: ChatSink, options: { readonly stream: boolean }): ChunkReader {
  const meta = new Map<string, unknown>();
  const choiceMeta = new Map<string, unknown>();
  const logprobs: TokenLogprob[] = [];
  let sawLogprobs = false;
  let finishReason: string | null = null;
  let chunks = 0;

  function readChoice(choice: Json): void {
    merge(choiceMeta, choice, ANSWER_PARTS);
    const part = choice['delta'] ?? choice['message'];
    if (isRecord(part)) tell(part, sink);
    const reason = choice['finish_reason'];
    if (typeof reason === 'string' && reason !== '') finishReason = reason;
    if (isRecord(choice['logprobs'])) {
      sawLogprobs = true;
      for (const entry of entriesOf(choice['logprobs'])) logprobs.push(entry);
    }
  }

  return {
    read: (chunk) => {
      chunks += 1;
      merge(meta, chunk, NOT_META);
      const choice = firstChoice(chunk);
      if (choice === null) return false;
      readChoice(choice);
      return true;
    },
    finished: () => finishReason !== null,
    result: () => {
      const usage = meta.get('usage');
      return {
        finishReason,
        usage: readUsage(usage),
        reportedCost: readCost(usage),
        logprobs: sawLogprobs ? logprobs : null,
        response: {
          ...Object.fromEntries(meta),
          choices: choiceMeta.size === 0 ? [] : [Object.fromEntries(choiceMeta)],
          stream: options.stream,
          ...(options.stream ? { chunks } : {}),
        },
      };
    },
  };
}

/** Usage as OpenAI and its relatives report it; `null` when neither side's tokens are known. */
export function readUsage(usage: unknown): Usage | null {
  if (!isRecord(usage)) return null;
  const inputTokens = countOrNull(usage['prompt_tokens']);
  const outputTokens = countOrNull(usage['completion_tokens']);
  if (inputTokens === null && outputTokens === null) return null;
  const input = usage['prompt_tokens_details'];
  const output = usage['completion_tokens_details'];
  return {
    inputTokens,
    // DeepSeek's name for it comes second.
    cachedInputTokens: countOrNull(isRecord(input) ? input['cached_tokens'] : usage['prompt_cache_hit_tokens']),
    outputTokens,
    reasoningTokens: countOrNull(isRecord(output) ? output['reasoning_tokens'] : null),
    source: 'reported',
  };
}

function readCost(usage: unknown): Picodollars | null {
  const cost = isRecord(usage) ? usage['cost'] : null;
  return typeof cost === 'number' && Number.isFinite(cost) && cost >= 0 ? fromUsd(cost) : null;
}

/** A request asks for one answer, so only the first choice is ours. */
function firstChoice(chunk: Json): Json | null {
  const choices = chunk['choices'];
  if (!Array.isArray(choices)) return null;
  const choice: unknown =
    choices.length === 1 ? choices[0] : choices.find((one) => isRecord(one) && one['index'] === 0);
  return isRecord(choice) && (choice['index'] ?? 0) === 0 ? choice : null;
}

function tell(part: Json, sink: ChatSink): void {
  const reasoning = part['reasoning_content'] ?? part['reasoning'];
  if (typeof reasoning === 'string' && reasoning !== '') sink.reasoning(reasoning);
  const { content, refusal } = part as { content?: unknown; refusal?: unknown };
  if (typeof content === 'string') {
    if (content !== '') sink.text(content);
  } else if (Array.isArray(content)) {
    tellParts(content, sink);
  }
  if (typeof refusal === 'string' && refusal !== '') sink.text(refusal);
}

/** Some endpoints send content as a list of parts. */
function tellParts(parts: readonly unknown[], sink: ChatSink): void {
  for (const part of parts) {
    if (!isRecord(part)) continue;
    const { text } = part as { text?: unknown };
    if (typeof text === 'string' && text !== '') sink.text(text);
  }
}

/** Later values replace earlier ones, except that `null` says nothing new. */
function merge(into: Map<string, unknown>, from: Json, without: ReadonlySet<string>): void {
  for (const name in from) {
    const value = from[name];
    if (!without.has(name) && (value !== null || !into.has(name))) into.set(name, value);
  }
}

function entriesOf(logprobs: Json): readonly TokenLogprob[] {
  return [logprobs['content'], logprobs['refusal']].flatMap((list) => (Array.isArray(list) ? list.flatMap(entry) : []));
}

function entry(value: unknown): readonly TokenLogprob[] {
  const token = tokenOf(value);
  if (token === null) return [];
  const top = (value as Json)['top_logprobs'];
  return [{ ...token, top: Array.isArray(top) ? top.map(tokenOf).filter((one) => one !== null) : [] }];
}

function tokenOf(value: unknown): { readonly token: string; readonly logprob: number } | null {
  if (!isRecord(value)) return null;
  const { token, logprob } = value as { token?: unknown; logprob?: unknown };
  return typeof token === 'string' && typeof logprob === 'number' ? { token, logprob } : null;
}
