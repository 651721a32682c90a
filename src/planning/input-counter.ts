import type { Message } from '../domain/message.ts';
import { countPracticeTokens } from '../practice/count-tokens.ts';
import type { TokenCounter } from '../provider/tokens.ts';

export interface InputCount {
  readonly inputTokens: number;
  /** One count for each message, in order. */
  readonly perMessage: readonly number[];
  readonly method: 'tiktoken' | 'rough' | 'practice';
}

/** Counts tokens as the model that will be asked does: the built-in one has its own. */
export class InputCounter {
  readonly #tokens: TokenCounter;

  constructor(tokens: TokenCounter) {
    this.#tokens = tokens;
  }

  /** The tokens of a request's input, and of each of its messages. */
  async count(
    asked: { readonly connection: string; readonly model: string },
    messages: readonly Message[],
  ): Promise<InputCount> {
    if (asked.connection === 'practice') return { ...countPracticeTokens(messages), method: 'practice' };
    return this.#tokens.countMessages({ model: asked.model, messages });
  }

  /** The tokens of one text, for an answer whose endpoint reports no usage. */
  async countText(model: string, text: string): Promise<number> {
    const { tokens } = await this.#tokens.countTexts({ model, texts: [text] });
    return tokens[0] ?? 0;
  }
}
