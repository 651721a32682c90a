import { SETTING_LABELS } from '../../src/domain/notebook/draft.ts';
import { NUMERIC_RANGES, type NumericAxis } from '../../src/domain/run/sweep.ts';
import { readBack, ruleOf } from '../../src/domain/run/value-list.ts';
import { domId } from '../dom-id.ts';
import { manyWord, WORDS } from './axis-words.ts';

interface ReadAsProps {
  readonly experiment: number;
  readonly name: NumericAxis;
  /** As it was typed. */
  readonly text: string;
}

/** The values that were read from a list, right below its field; empty where the list says so itself. */
export function ReadAs({ experiment, name, text }: ReadAsProps) {
  const nouns = { one: WORDS[name], many: manyWord(name) };
  return (
    <span class="read-as" id={readAsId(experiment, name)}>
      {readBack(text, ruleOf(name, SETTING_LABELS[name]), nouns)}
    </span>
  );
}

/** The settings that are lists of numbers. */
export const NUMERIC_SETTINGS = Object.keys(NUMERIC_RANGES) as readonly NumericAxis[];

export function isNumeric(name: string): name is NumericAxis {
  return name in NUMERIC_RANGES;
}

export function readAsId(experiment: number, name: NumericAxis): string {
  return domId('experiment', experiment, 'read', name);
}
