import type { Message } from '../domain/message.ts';
import { COUNTED_BY_CONNECTION, type CountMethod } from '../domain/run.ts';
import type { Provider } from '../provider/provider.ts';
import type { TokenCounter } from '../provider/tokens.ts';

export interface InputCount {
  readonly inputTokens: number;
  /** One count for each message, in order. */
  readonly perMessage: readonly number[];
  readonly method: CountMethod;
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
    asked: { readonly connection: string; readonly model: string },
    messages: readonly Message[],
  ): Promise<InputCount> {
    const own = this.#provider.ownModel(asked.connection);
    if (own !== null) return { ...own.countInput(messages), method: COUNTED_BY_CONNECTION };
    return this.#tokens.countMessages({ model: asked.model, messages });
  }

  /** The tokens of one text, for an answer whose endpoint reports no usage. */
  async countText(model: string, text: string): Promise<number> {
    const { tokens } = await this.#tokens.countTexts({ model, texts: [text] });
    return tokens[0] ?? 0;
  }
}
