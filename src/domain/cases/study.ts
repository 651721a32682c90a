import { type Example, enabledExamples, isSent, type Prompt, variablesOf } from '../prompt/prompt.ts';
import type { VariantChanges } from '../prompt/variant.ts';
import type { Case } from './case.ts';
import { seeded, shuffled } from './seeded-order.ts';

export const STUDY_KINDS = ['shots', 'order', 'leave_one_out', 'encoding', 'labels', 'system', 'selection'] as const;
/** A run whose variants ask one question of the examples, all on the same cases. */
export type StudyKind = (typeof STUDY_KINDS)[number];

interface StudyVariant {
  readonly name: string;
  readonly changes: VariantChanges;
}

/** One label of the examples: how often they give it, whether it stands last, and how often it is the answer to no content. */
export interface StudyLabelRow {
  readonly label: string;
  readonly share: number;
  readonly last: boolean;
  readonly noContent: number | null;
}

/** Orders that a study tries at most, the one as written and its reverse among them. */
const MAX_ORDERS = 6;
/** Each row that is left out is a variant of its own. */
const MAX_LEFT_OUT = 64;
/** Rows that the study of selection takes at most. */
const MAX_SELECTED = 4;
/** What asks for the label that the prompt alone suggests (Zhao 2021). */
const NO_CONTENT = 'N/A';

/** What keeps a prompt from being studied; `null` when nothing does. */
export function studyProblem(prompt: Prompt, kind: StudyKind): string | null {
  const rows = enabledExamples(prompt).length;
  if (kind === 'system') return prompt.system === null ? 'This prompt has no system message to leave out.' : null;
  const least = kind === 'order' || kind === 'selection' ? 2 : 1;
  const needed = least === 1 ? '1 example row that is on' : `${least} example rows that are on`;
  if (rows < least) return `This study needs at least ${needed}; there ${rows === 1 ? 'is' : 'are'} ${rows}.`;
  if (kind === 'leave_one_out' && rows > MAX_LEFT_OUT)
    return `${rows} rows are too many to leave out one by one: at most ${MAX_LEFT_OUT}. Switch some off.`;
  return null;
}

/** The studies that a page offers, in words. */
export const STUDY_WORDS: readonly (readonly [StudyKind, string])[] = [
  ['shots', 'a ladder of shots: 0, 1, 2, 4, 8, …'],
  ['leave_one_out', 'each example left out once'],
  ['order', 'up to 6 orders of the examples'],
  ['encoding', 'examples as turns and inline'],
  ['system', 'with and without the system message'],
  ['selection', 'the first examples, random ones, the nearest to each case'],
  ['labels', 'no case: how the labels are weighed'],
];

/** The variants of a study, the baseline first. The same prompt always gives the same ones. */
export function studyVariants(prompt: Prompt, kind: StudyKind): readonly StudyVariant[] {
  const on = enabledExamples(prompt).length;
  switch (kind) {
    case 'shots':
      return ladder(on).map((shots) => ({ name: `${shots}-shot`, changes: { shots } }));
    case 'order':
      return ordersOf(on).map((order, place) => ({
        name: orderName(place),
        changes: { examples: inOrder(prompt, order) },
      }));
    case 'leave_one_out':
      return [
        { name: 'all rows', changes: {} },
        ...onPlaces(prompt).map((place) => ({
          name: `without example ${place + 1}`,
          changes: { examples: withoutRows(prompt, new Set([place])) },
        })),
      ];
    case 'encoding':
      return [
        { name: 'turns', changes: { encoding: 'turns' } },
        { name: 'inline', changes: { encoding: 'inline' } },
      ];
    case 'labels':
      return [{ name: 'as written', changes: {} }];
    case 'system':
      return [
        { name: 'with system message', changes: {} },
        { name: 'without system message', changes: { system: null } },
      ];
    case 'selection':
      return selections(prompt);
  }
}

/** The one case of the study of labels: no content at all, in the place of the question. */
export function noContentCase(prompt: Prompt): Case {
  const names = variablesOf({ ...prompt, variables: {} });
  const given = prompt.variables ?? {};
  const open = names.filter((name) => !Object.hasOwn(given, name));
  const input =
    open.length === 0
      ? { message: NO_CONTENT }
      : { variables: Object.fromEntries(open.map((name) => [name, NO_CONTENT])) };
  return { input, expected: null, name: NO_CONTENT };
}

/** The prompt's rows that are on, in the order in which a variant of a study of orders sends them: places from 0. */
export function orderOf(prompt: Prompt, examples: readonly Example[]): readonly number[] {
  const keys = prompt.examples.map(rowKey);
  const taken = new Set<number>();
  return examples.filter(isSent).map((row) => {
    const place = keys.findIndex((key, index) => key === rowKey(row) && !taken.has(index));
    taken.add(place);
    return place;
  });
}

function rowKey({ input, output }: Example): string {
  return JSON.stringify([input, output]);
}

/** 0, 1, 2, 4, 8 and so on, up to all rows. */
function ladder(rows: number): readonly number[] {
  const steps = [0];
  for (let shots = 1; shots < rows; shots *= 2) steps.push(shots);
  return [...steps, rows];
}

function orderName(place: number): string {
  if (place === 0) return 'as written';
  return place === 1 ? 'reversed' : `order ${place + 1}`;
}

/** Up to 6 different orders of so many rows: as written, reversed, and others drawn from a fixed seed. */
function ordersOf(rows: number): readonly (readonly number[])[] {
  const written = Array.from({ length: rows }, (_, index) => index);
  const orders = new Map<string, readonly number[]>(
    [written, written.toReversed()].map((order) => [order.join(), order]),
  );
  const random = seeded(1);
  const all = rows <= 3 ? [1, 1, 2, 6][rows] : MAX_ORDERS;
  while (orders.size < Math.min(all ?? MAX_ORDERS, MAX_ORDERS)) {
    const order = shuffled(written, random);
    orders.set(order.join(), order);
  }
  return [...orders.values()];
}

/** Rows that are on in another order, in their own places; those that are off stay where they are. */
function inOrder({ examples }: Prompt, order: readonly number[]): readonly Example[] {
  const on = examples.filter(isSent);
  let next = 0;
  return examples.map((row) => (isSent(row) ? (on[order[next++] ?? 0] ?? row) : row));
}

function onPlaces({ examples }: Prompt): readonly number[] {
  return examples.flatMap((row, place) => (isSent(row) ? [place] : []));
}

function withoutRows({ examples }: Prompt, places: ReadonlySet<number>): readonly Example[] {
  return examples.map((row, place) => (places.has(place) ? { ...row, enabled: false } : row));
}

function selections(prompt: Prompt): readonly StudyVariant[] {
  const on = onPlaces(prompt);
  const shots = Math.min(MAX_SELECTED, Math.ceil(on.length / 2));
  const drawn = new Set(shuffled(on, seeded(1)).slice(shots));
  return [
    { name: `fixed: the first ${shots}`, changes: { shots } },
    { name: `random ${shots}, seed 1`, changes: { examples: withoutRows(prompt, drawn) } },
    { name: `nearest ${shots} to each case`, changes: { nearest: shots } },
  ];
}
