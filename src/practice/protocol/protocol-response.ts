import { randomUUID } from 'node:crypto';
import type { FinishReason, PracticeToken } from '../generation.ts';
import { PRACTICE_MODEL } from '../label.ts';

/** Names the corpus and the calibration: answers for a seed may change when it does. */
const FINGERPRINT = 'practice-1';

/** What every chunk of one answer, or the answer as a whole, carries. */
export interface Envelope {
  readonly id: string;
  readonly created: number;
  readonly model: string;
  readonly system_fingerprint: string;
}

export function newEnvelope(): Envelope {
  const id = `chatcmpl-practice-${randomUUID()}`;
  return { id, created: Math.floor(Date.now() / 1000), model: PRACTICE_MODEL, system_fingerprint: FINGERPRINT };
}

/** Practice's own tokens, not those of any other model. */
export interface TokenUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

export function usageOf(prompt: number, completion: number): TokenUsage {
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

export interface Answer {
  readonly tokens: readonly PracticeToken[];
  readonly finishReason: FinishReason;
  readonly usage: TokenUsage;
}

export function completionBody(envelope: Envelope, { tokens, finishReason, usage }: Answer) {
  const content = tokens.map((token) => token.text).join('');
  const message = { role: 'assistant', content, refusal: null };
  const choice = { index: 0, message, logprobs: logprobsOf(tokens), finish_reason: finishReason };
  return { ...envelope, object: 'chat.completion', choices: [choice], usage };
}

/** The server-sent events of a streamed answer; `usage` is null in all but the last when it was asked for. */
export class ChunkWriter {
  readonly #envelope: Envelope;
  readonly #includeUsage: boolean;

  constructor(envelope: Envelope, includeUsage: boolean) {
    this.#envelope = envelope;
    this.#includeUsage = includeUsage;
  }

  opening(): string {
    return this.#choice({ role: 'assistant', content: '', refusal: null }, null, null);
  }

  token(token: PracticeToken): string {
    return this.#choice({ content: token.text }, logprobsOf([token]), null);
  }

  closing(finishReason: FinishReason, usage: TokenUsage): string {
    const last = this.#includeUsage ? this.#event({ choices: [], usage }) : '';
    return `${this.#choice({}, null, finishReason)}${last}data: [DONE]\n\n`;
  }

  #choice(delta: object, logprobs: object | null, finishReason: FinishReason | null): string {
    const choices = [{ index: 0, delta, logprobs, finish_reason: finishReason }];
    return this.#event({ choices, ...(this.#includeUsage ? { usage: null } : {}) });
  }

  #event(fields: object): string {
    return `data: ${JSON.stringify({ ...this.#envelope, object: 'chat.completion.chunk', ...fields })}\n\n`;
  }
}

function logprobsOf(tokens: readonly PracticeToken[]) {
  const content = tokens.flatMap(({ text, logprob, alternatives }) => {
    if (logprob === null) return [];
    return [{ ...entry(text, logprob), top_logprobs: alternatives.map((each) => entry(each.text, each.logprob)) }];
  });
  return content.length === 0 ? null : { content, refusal: null };
}

function entry(text: string, logprob: number) {
  return { token: text, logprob, bytes: [...new TextEncoder().encode(text)] };
}
