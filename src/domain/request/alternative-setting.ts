import type { Axis } from '../run/sweep.ts';

/** A setting that a model takes where it refuses temperature, with values worth sweeping over. */
export interface AlternativeSetting {
  readonly axis: Extract<Axis, 'reasoning_effort' | 'verbosity' | 'top_p' | 'presence_penalty' | 'frequency_penalty'>;
  readonly values: readonly (string | number)[];
}

/** In the order in which they are offered: first those that models made for them are steered by. */
export const ALTERNATIVE_SETTINGS: readonly AlternativeSetting[] = [
  { axis: 'reasoning_effort', values: ['low', 'medium', 'high'] },
  { axis: 'verbosity', values: ['low', 'medium', 'high'] },
  { axis: 'top_p', values: [0.2, 0.6, 1] },
  { axis: 'presence_penalty', values: [0, 1, 2] },
  { axis: 'frequency_penalty', values: [0, 1, 2] },
];
