import { createHash } from 'node:crypto';
import { answerKey } from '../analysis/agreement.ts';
import {
  type AnswerGroup,
  type Equality,
  type GroupedCell,
  type GroupedColumn,
  MAX_GROUPS,
} from '../domain/answers/answer-groups.ts';
import { answerText } from '../domain/prompt/tool.ts';
import { type ColumnCell, columnsOf, progressOf } from '../domain/run/columns.ts';
import type { Completion, LiveCompletion } from '../domain/run/completion.ts';
import type { RunView } from '../domain/run/run.ts';

/** In a cell of so few, all that is to come is shown; in a larger one, the newest of what streams, for each as many as there is room. */
const FEW = 8;
const ROOM = 160;
/** Of a full cell that goes on, so many of the newest are still seen to grow. */
const MIN_LIVE = 2;

/**
 * The columns of a run with equal answers folded, as they are at this moment.
 * @param only the indexes of those that are wanted; all, when left out
 */
export function groupedColumns(view: RunView, by: Equality, only?: ReadonlySet<number>): readonly GroupedColumn[] {
  const columns = columnsOf(view);
  const newest = Math.max(1, Math.floor(ROOM / columns.reduce((sum, { cells }) => sum + cells.length, 0)));
  return columns
    .filter(({ index }) => only?.has(index) ?? true)
    .map(({ index, axis, value, changes, cells }) => ({
      index,
      axis,
      value,
      changes,
      cells: cells.map((cell) => groupedCell(cell, by, newest)),
      progress: progressOf(cells.flatMap((cell) => cell.completions)),
    }));
}

function groupedCell({ row, settings, completions }: ColumnCell, by: Equality, newest: number): GroupedCell {
  const unfinished = completions.filter(({ completion }) => isUnfinished(completion));
  const samples = completions.map(({ completion }) => completion).filter(isSample);
  const answers = answerGroupsOf(samples, by);
  // The rows of a cell stay as many as a page has room for, whether they have ended or not.
  const room = Math.min(newest, Math.max(MIN_LIVE, MAX_GROUPS - answers.length));
  const shown = completions.length <= FEW ? unfinished : streamingOf(unfinished).slice(-room);
  const others = completions
    .map(({ completion }) => completion)
    .filter((completion) => !isSample(completion) && !isUnfinished(completion));
  const streaming = streamingOf(unfinished).length;
  const shownStreaming = streamingOf(shown).length;
  return {
    row,
    settings,
    n: samples.length,
    answers,
    failures: answerGroupsOf(others, by),
    unfinished: shown,
    hidden: {
      streaming: streaming - shownStreaming,
      waiting: unfinished.length - streaming - (shown.length - shownStreaming),
    },
  };
}

function isSample({ status }: Completion): boolean {
  return status === 'done' || status === 'incomplete';
}

function isUnfinished({ status }: Completion): boolean {
  return status === 'queued' || status === 'streaming';
}

function streamingOf(completions: readonly LiveCompletion[]): readonly LiveCompletion[] {
  return completions.filter(({ completion }) => completion.status === 'streaming');
}

function answerGroupsOf(completions: readonly Completion[], by: Equality): readonly AnswerGroup[] {
  const groups = new Map<string, Completion[]>();
  for (const completion of completions) {
    const id = groupId(completion, by);
    const members = groups.get(id);
    if (members === undefined) groups.set(id, [completion]);
    else members.push(completion);
  }
  return [...groups]
    .map(([id, members]) => ({ id, shown: mostFrequent(members), members }))
    .sort((a, b) => b.members.length - a.members.length);
}

/** The first member with the most frequent wording. */
function mostFrequent(members: readonly Completion[]): Completion {
  const wordings = new Map<string, { readonly first: Completion; count: number }>();
  for (const member of members) {
    const text = answerText(member);
    const wording = wordings.get(text);
    if (wording === undefined) wordings.set(text, { first: member, count: 1 });
    else wording.count += 1;
  }
  const [best] = [...wordings.values()].sort((a, b) => b.count - a.count);
  if (best === undefined) throw new RangeError('a group of equal answers has at least one member');
  return best.first;
}

/** An ended completion is never changed, and a run that goes on is folded several times a second. */
const known: Readonly<Record<Equality, WeakMap<Completion, string>>> = { raw: new WeakMap(), norm: new WeakMap() };

function groupId(completion: Completion, by: Equality): string {
  const id = known[by].get(completion) ?? hash(groupKey(completion, by));
  known[by].set(completion, id);
  return id;
}

function groupKey(completion: Completion, by: Equality): string {
  const answer = answerKey(answerText(completion), by);
  return isSample(completion) ? answer : JSON.stringify([completion.status, completion.error?.message ?? null, answer]);
}

function hash(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}
