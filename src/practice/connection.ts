import { knownShare } from './known-share.ts';
import { PRACTICE_LABEL } from './label.ts';
import type { PracticeMessage } from './messages.ts';
import type { PracticeModel } from './practice-model.ts';
import { createPracticeApp, DEFAULT_MAX_TOKENS } from './protocol/protocol.ts';
import { countPracticeTokens } from './words/count-tokens.ts';

/** Below this share of known words the model answers about something else. */
const KNOWN_ENOUGH = 0.5;

interface PracticeConnectionOptions {
  readonly model: PracticeModel;
  /** How fast it answers; 0: at once. */
  readonly tokensPerSecond: number;
}

/** Practice as a connection: its endpoint, and what only itself can say of a request. */
export function practiceConnection({ model, tokensPerSecond }: PracticeConnectionOptions) {
  const app = createPracticeApp({ tokensPerSecond, model });
  return {
    label: PRACTICE_LABEL,
    defaultMaxTokens: DEFAULT_MAX_TOKENS,
    fetch: (request: Request) => app.fetch(request),
    countInput: countPracticeTokens,
    warning: (messages: readonly PracticeMessage[]) =>
      knownShare(messages) < KNOWN_ENOUGH ? 'Outside what Practice knows: most of these words are new to it.' : null,
    /** Builds the model, which takes a quarter of a second, before somebody waits for it. */
    warmUp: () => {
      model.firstToken([{ role: 'user', content: 'Hello!' }]);
    },
  };
}
