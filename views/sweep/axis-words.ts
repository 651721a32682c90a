import type { Axis } from '../../src/domain/run/sweep.ts';

/** One value of a setting, in words. */
export const WORDS: Readonly<Record<Axis, string>> = {
  model: 'model',
  temperature: 'temperature',
  variant: 'variant',
  top_p: 'value of top_p',
  reasoning_effort: 'reasoning effort',
  verbosity: 'verbosity',
  presence_penalty: 'presence penalty',
  frequency_penalty: 'frequency penalty',
  seed: 'seed',
  max_completion_tokens: 'limit of tokens',
};
const PLURALS: Partial<Readonly<Record<Axis, string>>> = {
  top_p: 'values of top_p',
  verbosity: 'verbosities',
  presence_penalty: 'presence penalties',
  frequency_penalty: 'frequency penalties',
  max_completion_tokens: 'limits of tokens',
};

/** Several values of a setting, in words. */
export function manyWord(axis: Axis): string {
  return PLURALS[axis] ?? `${WORDS[axis]}s`;
}
