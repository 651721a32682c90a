import type { FinishReason, GenerationSettings, PracticeToken } from '../../src/practice/generation.ts';
import type { PracticeMessage } from '../../src/practice/messages.ts';
import type { PracticeModel } from '../../src/practice/practice-model.ts';

export const system = (content: string): PracticeMessage => ({ role: 'system', content });
export const user = (content: string): PracticeMessage => ({ role: 'user', content });
export const assistant = (content: string): PracticeMessage => ({ role: 'assistant', content });

/** A query with its answer, or with the class it belongs to. */
export type Example = readonly [query: string, answer: string];

/** Examples as turns, then the query. */
export const asTurns = (examples: readonly Example[], query: string): PracticeMessage[] => [
  ...examples.flatMap(([asked, answer]) => [user(asked), assistant(answer)]),
  user(query),
];

/** Examples and query as one text that breaks off at the second field. */
export function inlined(
  examples: readonly Example[],
  query: string,
  [field, cue] = ['Text', 'Label'],
): PracticeMessage[] {
  const shots = examples.map(([asked, answer]) => `${field}: ${asked}\n${cue}: ${answer}\n\n`).join('');
  return [user(`${shots}${field}: ${query}\n${cue}:`)];
}

export interface Completion {
  readonly text: string;
  readonly tokens: readonly PracticeToken[];
  readonly finishReason: FinishReason;
}

export function complete(
  model: PracticeModel,
  messages: readonly PracticeMessage[],
  settings: Partial<GenerationSettings> = {},
): Completion {
  const tokens: PracticeToken[] = [];
  const answer = model.generate(messages, settings);
  for (let step = answer.next(); ; step = answer.next()) {
    if (step.done) return { text: tokens.map((token) => token.text).join(''), tokens, finishReason: step.value };
    tokens.push(step.value);
  }
}

/** The answer at temperature 0. */
export function greedy(model: PracticeModel, messages: readonly PracticeMessage[]): string {
  return complete(model, messages, { temperature: 0, maxTokens: 60 }).text;
}

/** Chance that two samples are equal. */
export function agreement(samples: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const sample of samples) counts.set(sample, (counts.get(sample) ?? 0) + 1);
  const pairs = [...counts.values()].reduce((sum, count) => sum + count * (count - 1), 0);
  return pairs / (samples.length * (samples.length - 1));
}
