import { formatTags } from '../prompt/example-edits.ts';
import { messageText } from '../prompt/message.ts';
import type { Example, Prompt } from '../prompt/prompt.ts';
import { typedColumnsWords } from '../run/added-columns.ts';
import { SETTING_LABELS } from './draft.ts';
import type { Draft } from './notebook.ts';

/** A part of a draft that differs, with both its texts. */
export interface DraftDifference {
  readonly part: string;
  readonly mine: string;
  readonly theirs: string;
}

const MOST = 30;

/** Where two texts of one experiment differ; at most 30 parts, the rest summed up. */
export function draftDifferences(mine: Draft, theirs: Draft): readonly DraftDifference[] {
  const [left, right] = [partsOf(mine), partsOf(theirs)];
  const names = [...new Set([...left.keys(), ...right.keys()])];
  const all = names
    .map((part) => ({ part, mine: left.get(part) ?? '', theirs: right.get(part) ?? '' }))
    .filter((difference) => difference.mine !== difference.theirs);
  if (all.length <= MOST) return all;
  return [...all.slice(0, MOST), { part: `${all.length - MOST} more`, mine: '…', theirs: '…' }];
}

function partsOf({ prompt, settings }: Draft): ReadonlyMap<string, string> {
  return new Map([
    ['System message', prompt.system ?? ''],
    ...prompt.examples.map((row, index): [string, string] => [`Example ${index + 1}`, exampleText(row)]),
    ...messageParts(prompt),
    ['Encoding', prompt.encoding],
    ['Template', prompt.template ?? ''],
    ...Object.entries(prompt.variables ?? {}).map(([name, value]): [string, string] => [`Variable ${name}`, value]),
    ...(Object.keys(SETTING_LABELS) as (keyof typeof SETTING_LABELS)[]).map((name): [string, string] => [
      SETTING_LABELS[name],
      name === 'added_columns' ? typedColumnsWords(settings[name]) : settings[name],
    ]),
  ]);
}

function messageParts({ messages }: Prompt): readonly [string, string][] {
  const last = messages.length - 1;
  return messages.map((message, index) =>
    index === last && message.role === 'user'
      ? ['User message', message.content]
      : [`Turn ${index + 1}`, `${message.role}: ${messageText(message)}`],
  );
}

function exampleText({ input, output, enabled, tags }: Example): string {
  const notes = [enabled ? '' : 'off', formatTags(tags)].filter((note) => note !== '');
  return `${input} → ${output}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`;
}
