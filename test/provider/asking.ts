import type { ToolCall } from '../../src/domain/prompt/tool.ts';
import { createProvider, type ProviderOptions } from '../../src/provider/connections.ts';
import { ProviderError } from '../../src/provider/errors/provider-error.ts';
import type { ChatResult, Provider, Timeouts } from '../../src/provider/provider.ts';

export const KEY = 'sk-CANARY123';

const PATIENT: Timeouts = { connect: 5_000, firstToken: 10_000, idle: 10_000, total: 30_000 };

/** A provider with one connection, `openai`, to this base URL. */
export function providerFor(
  baseUrl: string,
  options: Partial<Omit<ProviderOptions, 'timeouts'>> & {
    readonly timeouts?: Partial<Timeouts>;
    readonly apiKey?: string | null;
  } = {},
): Provider {
  const { timeouts, apiKey = KEY, ...rest } = options;
  return createProvider({
    openai: { apiKey, baseUrl },
    practice: null,
    discover: false,
    ...rest,
    timeouts: { ...PATIENT, ...timeouts },
  });
}

/** What an attempt gave, with everything the sink was told. */
export interface Told {
  readonly text: string;
  readonly reasoning: string;
  readonly opened: number;
  readonly calls: readonly ToolCall[];
  readonly result: ChatResult | null;
  readonly error: ProviderError | null;
}

/** Makes one attempt and gathers what it tells. Errors that are not a ProviderError are thrown. */
export async function ask(
  provider: Provider,
  options: {
    readonly body?: Readonly<Record<string, unknown>>;
    readonly signal?: AbortSignal;
    readonly connection?: string;
    readonly onText?: (text: string) => void;
  } = {},
): Promise<Told> {
  const told = { text: '', reasoning: '', opened: 0, calls: [] as readonly ToolCall[] };
  try {
    const result = await provider.chat({
      connection: options.connection ?? 'openai',
      body: { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hi' }], stream: true, ...options.body },
      signal: options.signal ?? new AbortController().signal,
      sink: {
        opened: () => {
          told.opened += 1;
        },
        text: (delta) => {
          told.text += delta;
          options.onText?.(told.text);
        },
        reasoning: (delta) => {
          told.reasoning += delta;
        },
        toolCalls: (calls) => {
          told.calls = calls();
        },
      },
    });
    return { ...told, result, error: null };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return { ...told, result: null, error };
  }
}

/** The result of an attempt that is expected to succeed. */
export async function answerOf(...args: Parameters<typeof ask>): Promise<Told & { readonly result: ChatResult }> {
  const told = await ask(...args);
  if (told.result === null) throw told.error;
  return { ...told, result: told.result };
}

/** The error of an attempt that is expected to fail. */
export async function failureOf(...args: Parameters<typeof ask>): Promise<Told & { readonly error: ProviderError }> {
  const told = await ask(...args);
  if (told.error === null) throw new Error(`It answered ${JSON.stringify(told.text)} instead of failing.`);
  return { ...told, error: told.error };
}
