import type { Message } from '../domain/prompt/message.ts';
import { schemaOfFormat } from '../domain/request/request-fields.ts';
import { COUNTED_BY_CONNECTION, type CountMethod, type RunRequest } from '../domain/run/run.ts';
import type { Provider } from '../provider/provider.ts';
import type { TokenCounter } from '../provider/tokens/tokens.ts';

export interface InputCount {
  readonly inputTokens: number;
  /** One count for each message, in order. */
  readonly perMessage: readonly number[];
  readonly method: CountMethod;
}

interface AskedModel {
  readonly connection: string;
  readonly model: string;
}

export interface CountOptions {
  /** What stands beside the messages. */
  readonly request?: Pick<RunRequest, 'tools' | 'responseFormat'>;
  /** Roughly rather than after a wait for a tokenizer. */
  readonly atOnce?: boolean | undefined;
}

/** Counts tokens as the model that will be asked does: some connections count by themselves. */
export class InputCounter {
  readonly #tokens: TokenCounter;
  readonly #provider: Pick<Provider, 'ownModel'>;

  constructor(tokens: TokenCounter, provider: Pick<Provider, 'ownModel'>) {
    this.#tokens = tokens;
    this.#provider = provider;
  }

  /** The tokens of a request's input, and of each of its messages. */
  async count(
    asked: AskedModel,
    messages: readonly Message[],
    { request, atOnce = false }: CountOptions = {},
  ): Promise<InputCount> {
    const own = this.#provider.ownModel(asked.connection);
    if (own !== null) return { ...own.countInput(messages), method: COUNTED_BY_CONNECTION };
    const { model } = asked;
    const counted = await this.#tokens.countMessages({ model, messages, atOnce });
    const tools = request?.tools ?? [];
    const schema = schemaOfFormat(request?.responseFormat ?? null);
    if (tools.length === 0 && schema === null) return counted;
    const more = await this.#tokens.countDefinitions({ model, tools, schema, atOnce });
    return { ...counted, inputTokens: counted.inputTokens + more };
  }

  /** Whether a model's count at once is as good as any other. */
  isReady({ connection, model }: AskedModel): boolean {
    return this.#provider.ownModel(connection) !== null || this.#tokens.isReady(model);
  }

  /** The tokens of one text, for an answer whose endpoint reports no usage. */
  async countText(model: string, text: string): Promise<number> {
    const { tokens } = await this.#tokens.countTexts({ model, texts: [text] });
    return tokens[0] ?? 0;
  }
}
