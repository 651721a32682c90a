import { AXES, AXIS_LABELS } from '../run/sweep.ts';
import type { AlternativeSetting } from './alternative-setting.ts';

/** What can be done where models refuse a parameter that a person set; it is theirs to choose. */
export interface RefusalOffer {
  /** What is no longer sent, by the name it has here. */
  readonly param: string;
  /** What is varied in its place; `null`: nothing. */
  readonly instead: AlternativeSetting | null;
  /** Those that refused it. */
  readonly models: readonly string[];
}

/** A parameter in the words of pages. */
export function paramLabel(param: string): string {
  const axis = AXES.find((name) => name === param);
  return axis === undefined ? param : AXIS_LABELS[axis];
}

/** What an offer does, in words for a button. */
export function offerText({ param, instead }: Pick<RefusalOffer, 'param' | 'instead'>): string {
  if (instead === null) return `Run without ${paramLabel(param)}`;
  return `Run with ${paramLabel(instead.axis)} ${instead.values.join(', ')}`;
}
