import type { TokenLogprob } from '../../domain/run/completion.ts';
import { IMPOSSIBLE_USAGE } from '../../domain/run/remark.ts';
import type { Usage } from '../../domain/run/usage.ts';
import { isRecord, type Json } from '../json.ts';
import type { ChatResult, ChatSink } from '../provider.ts';
import { KeptResponse } from '../responses/kept-response.ts';
import { readUsage, type UsageReading } from '../usage/usage.ts';
import { CallReader } from './call-reader.ts';
import { completionPart, type Told, tell } from './chat-parts.ts';
import { splitThinkTags } from './think-tags.ts';

/** Puts an answer together from its chunks as they come, or from one whole `chat.completion`. */
export interface ChunkReader {
  /** Reads one chunk. True when it held a part of the answer, be it only a role or the finish_reason. */
  read(chunk: Json): boolean;
  /** Whether the finish_reason has come: what follows is bookkeeping. */
  finished(): boolean;
  result(): ChatResult;
}

export function createChunkReader(
  sink: ChatSink,
  options: { readonly stream: boolean; readonly hidesReasoning: boolean },
): ChunkReader {
  const kept = new KeptResponse();
  const logprobs: TokenLogprob[] = [];
  let sawLogprobs = false;
  let finishReason: string | null = null;
  let chunks = 0;
  let reading: UsageReading | null = null;
  let hasText = false;
  const heard: Told = {
    text: (delta) => {
      hasText ||= delta !== '';
      if (delta !== '') sink.text(delta);
    },
    reasoning: (delta) => {
      hasText = true;
      sink.reasoning(delta);
    },
  };
  const calls = new CallReader();
  const tags = splitThinkTags(heard);
  const told: Told = { text: tags.text, reasoning: heard.reasoning };

  function readChoice(choice: Json): void {
    kept.choice(choice);
    const part = choice['delta'] ?? choice['message'] ?? completionPart(choice);
    if (isRecord(part)) {
      tell(part, told);
      if (calls.read(part)) tellCalls();
    }
    const reason = choice['finish_reason'];
    if (typeof reason === 'string' && reason !== '') finishReason = finishOf(reason);
    if (isRecord(choice['logprobs'])) {
      sawLogprobs = true;
      for (const entry of entriesOf(choice['logprobs'])) logprobs.push(entry);
    }
  }

  function tellCalls(): void {
    hasText = true;
    sink.toolCalls(() => calls.calls());
  }

  /** Some send it with every chunk: the last one that says anything counts, with what only an earlier one said. */
  function noteUsage(usage: Json): void {
    const read = readUsage(usage, options);
    if (read.usage === null && read.cost === null && !read.isImpossible && reading !== null) return;
    reading = reading === null || read.isImpossible ? read : withEarlier(read, reading);
    kept.usage(usage);
  }

  /** An answer of no tokens that has a text was not counted. */
  function countedUsage(): Usage | null {
    const usage = reading?.usage ?? null;
    return usage?.outputTokens === 0 && hasText ? null : usage;
  }

  return {
    read: (chunk) => {
      chunks += 1;
      kept.chunk(chunk);
      const choice = firstChoice(chunk);
      const usage = usageIn(chunk, choice);
      if (usage !== null) noteUsage(usage);
      if (choice === null) return false;
      readChoice(choice);
      return true;
    },
    finished: () => finishReason !== null,
    result: () => {
      tags.end();
      return {
        finishReason,
        usage: countedUsage(),
        reportedCost: reading?.cost ?? null,
        logprobs: sawLogprobs ? logprobs : null,
        remarks: reading?.isImpossible ? [IMPOSSIBLE_USAGE] : [],
        response: kept.result({ stream: options.stream, ...(options.stream ? { chunks } : {}) }),
      };
    },
  };
}

/** What was said of a request's usage, where a later chunk says only a part of it. */
function withEarlier(now: UsageReading, before: UsageReading): UsageReading {
  const [usage, earlier] = [now.usage, before.usage];
  if (usage === null || earlier === null) return { ...now, usage: usage ?? earlier, cost: now.cost ?? before.cost };
  const written = usage.cacheWriteTokens ?? earlier.cacheWriteTokens;
  return {
    ...now,
    cost: now.cost ?? before.cost,
    usage: {
      ...usage,
      inputTokens: usage.inputTokens ?? earlier.inputTokens,
      cachedInputTokens: usage.cachedInputTokens ?? earlier.cachedInputTokens,
      ...(written === undefined ? {} : { cacheWriteTokens: written }),
      outputTokens: usage.outputTokens ?? earlier.outputTokens,
      reasoningTokens: usage.reasoningTokens ?? earlier.reasoningTokens,
    },
  };
}

/**
 * Where services put the usage: in the chunk, in its choice or the part of that, or in a part of the service's own (`x_groq`). Looked for
 * in every chunk, so that nothing is made on the way.
 */
function usageIn(chunk: Json, choice: Json | null): Json | null {
  const found = ownUsage(chunk) ?? ownUsage(choice) ?? ownUsage(choice?.['delta']) ?? ownUsage(choice?.['message']);
  if (found !== null) return found;
  for (const name in chunk) {
    const apart = name.startsWith('x_') || name === 'metadata' ? ownUsage(chunk[name]) : null;
    if (apart !== null) return apart;
  }
  return null;
}

function ownUsage(part: unknown): Json | null {
  if (!isRecord(part)) return null;
  const usage = part['usage'] ?? part['usage_metadata'] ?? part['usageMetadata'];
  return isRecord(usage) ? usage : null;
}

/** A request asks for one answer, so only the first choice is ours. */
function firstChoice(chunk: Json): Json | null {
  const choices = chunk['choices'];
  if (!Array.isArray(choices)) return null;
  const choice: unknown =
    choices.length === 1 ? choices[0] : choices.find((one) => isRecord(one) && isFirst(one['index']));
  return isRecord(choice) && isFirst(choice['index'] ?? 0) ? choice : null;
}

/** Some write the index as text. */
function isFirst(index: unknown): boolean {
  return index === 0 || index === '0';
}

/** How other APIs name an end at the limit of tokens, which gateways hand on as it is. */
const LENGTH_REASONS = new Set([
  'length',
  'max_tokens',
  'max_output_tokens',
  'model_length',
  'model_context_window_exceeded',
]);

function finishOf(reason: string): string {
  return LENGTH_REASONS.has(reason.toLowerCase()) ? 'length' : reason.slice(0, MAX_WORD).toWellFormed();
}

/** Longer reasons and tokens are cut: each is a word, and is kept with the answer. */
const MAX_WORD = 500;
/** The API gives at most 20. */
const MAX_ALTERNATIVES = 20;

function entriesOf(logprobs: Json): readonly TokenLogprob[] {
  return [logprobs['content'], logprobs['refusal']].flatMap((list) => (Array.isArray(list) ? list.flatMap(entry) : []));
}

function entry(value: unknown): readonly TokenLogprob[] {
  const token = tokenOf(value);
  if (token === null) return [];
  const top = (value as Json)['top_logprobs'];
  return [
    {
      ...token,
      top: Array.isArray(top)
        ? top
            .slice(0, MAX_ALTERNATIVES)
            .map(tokenOf)
            .filter((one) => one !== null)
        : [],
    },
  ];
}

function tokenOf(value: unknown): { readonly token: string; readonly logprob: number } | null {
  if (!isRecord(value)) return null;
  const { token, logprob } = value as { token?: unknown; logprob?: unknown };
  if (typeof token !== 'string' || !Number.isFinite(logprob)) return null;
  return { token: token.length > MAX_WORD ? token.slice(0, MAX_WORD) : token, logprob: logprob as number };
}
