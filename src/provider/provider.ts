import type { Connection, ConnectionModels } from '../domain/models/connection.ts';
import type { ListedModel } from '../domain/models/listed-model.ts';
import type { Picodollars } from '../domain/money/cost.ts';
import type { Message } from '../domain/prompt/message.ts';
import type { ToolCall } from '../domain/prompt/tool.ts';
import type { TokenLogprob } from '../domain/run/completion.ts';
import type { Remark } from '../domain/run/remark.ts';
import type { Usage } from '../domain/run/usage.ts';

/** The exact JSON of a request. */
export type ChatBody = Readonly<Record<string, unknown>>;

/** Told as an answer arrives. Calls are synchronous and must be cheap: they happen for every delta. */
export interface ChatSink {
  /** The endpoint answered with headers: from here on the request may be billed. */
  opened(): void;
  text(delta: string): void;
  /** Thinking that the endpoint shows apart from the answer. */
  reasoning(delta: string): void;
  /**
   * There is more of the functions that it asks to be called. `calls` gives all of them as far as they have come; it costs, so it is
   * called when somebody looks rather than for every delta.
   */
  toolCalls(calls: () => readonly ToolCall[]): void;
}

/** How an answer ended. Text went to the sink. */
export interface ChatResult {
  /** `null` when the stream ended without one: the answer is not known to be complete. */
  readonly finishReason: string | null;
  /** As reported by the endpoint; `null` when it reported none. */
  readonly usage: Usage | null;
  /** What the endpoint says it charged, if it says so. */
  readonly reportedCost: Picodollars | null;
  readonly logprobs: readonly TokenLogprob[] | null;
  /** What is to be said of it. */
  readonly remarks: readonly Remark[];
  /** What came back but for the text, as far as it is known: id, model, system_fingerprint, service_tier, usage as sent, and the like. */
  readonly response: Readonly<Record<string, unknown>>;
}

/** Limits of one attempt in milliseconds; each is its own error, of kind `timeout` (`unreachable` for connect). */
export interface Timeouts {
  readonly connect: number;
  readonly firstToken: number;
  readonly idle: number;
  readonly total: number;
}

/** What a connection knows of its own model that others cannot know. */
export interface OwnModel {
  /** The input tokens of a request, and of each of its messages, as its usage will report them. */
  countInput(messages: readonly Message[]): { readonly inputTokens: number; readonly perMessage: readonly number[] };
  /** Output tokens when a request names no limit. */
  readonly defaultMaxTokens: number;
  /** One sentence on why a prompt may be beyond it; `null` when nothing points to that. */
  warning(messages: readonly Message[]): string | null;
}

/** Everything that answers chat requests: our own narrow view of OpenAI-compatible endpoints. */
export interface Provider {
  /** The connections known now, in the order in which they should be offered. */
  connections(): readonly Connection[];
  connection(id: string): Connection | null;
  /** Why asking a connection is pointless: its service wants a key, and there is none; `null` when nothing is lacking. */
  lacksKey(id: string): string | null;
  /** What a connection knows of its own model; `null` where it is a service like others. */
  ownModel(id: string): OwnModel | null;
  /** What each connection serves. Answers from memory when asked again soon; `fresh` asks the endpoints again. */
  models(options?: { readonly fresh?: boolean }): Promise<readonly ConnectionModels[]>;
  /**
   * What the service's own list said of a model when it was last read, `date` being that day (`YYYY-MM-DD`); `null` when it said
   * nothing, or was not read yet: see `ready`.
   */
  listed(connection: string, model: string): { readonly model: ListedModel; readonly date: string } | null;
  /**
   * Resolves when the lists of those of these connections whose lists may name prices were read, or could not be (3 s at most). Servers
   * on this machine name none.
   */
  ready(connections: readonly string[]): Promise<void>;
  /**
   * Makes one attempt: sends `body` to the connection's `/chat/completions`, or to `/responses` where it is in that form, and reads the streamed answer into `sink`.
   * @throws ProviderError for everything that goes wrong, except when `signal` is aborted: then the signal's reason.
   */
  chat(request: {
    readonly connection: string;
    readonly body: ChatBody;
    readonly sink: ChatSink;
    readonly signal: AbortSignal;
  }): Promise<ChatResult>;
  /** Frees sockets and workers. */
  close(): Promise<void>;
}
