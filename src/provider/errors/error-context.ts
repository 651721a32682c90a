import { redact } from '../../platform/redact.ts';
import type { Mending } from '../chat/mending.ts';

/** What error messages need to know of the endpoint they are about. */
export interface ErrorContext {
  readonly label: string;
  readonly baseUrl: string;
  readonly apiKey: string | null;
  /** What else must not be told, besides the key. */
  readonly secrets: readonly string[];
  readonly mending: Mending;
  /** Limits in milliseconds, for messages that name them. */
  readonly timeouts: {
    readonly connect: number;
    readonly firstToken: number;
    readonly idle: number;
    readonly total: number;
  };
  /** The names of the parameters that were sent. */
  readonly params: readonly string[];
  readonly model: string | null;
  /** Whether the endpoint had begun its answer, after which another attempt could be charged twice. */
  readonly begun: boolean;
}

const MAX_QUOTE = 500;

/** A sentence of ours with what the endpoint said, when it said something; both without keys. */
export function withQuote(sentence: string, said: string, context: ErrorContext): string {
  const quote = clean(said, context);
  return quote === '' ? clean(sentence, context) : `${clean(sentence, context)} It said: “${quote}”`;
}

/** A text on one line, without keys, then cut: the other way round a part of a key could stay. */
export function clean(text: string, { apiKey, secrets }: Pick<ErrorContext, 'apiKey' | 'secrets'>): string {
  const line = redact(text, apiKey === null ? secrets : [apiKey, ...secrets])
    .replace(/\s+/g, ' ')
    .trim()
    .toWellFormed();
  return line.length > MAX_QUOTE ? `${line.slice(0, MAX_QUOTE)}…` : line;
}

/** Host and port of a base URL. */
export function hostOf(baseUrl: string): string {
  return new URL(baseUrl).host;
}

/** Milliseconds as a person reads them: `0.25 s`, `1.5 s`. */
export function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(ms < 1000 ? 2 : 1))} s`;
}
