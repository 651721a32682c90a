import { randomBytes } from 'node:crypto';
import { type Case, promptForCase } from '../domain/cases/case.ts';
import type { Check, Checked, CheckResult } from '../domain/cases/check.ts';
import { type Prompt, promptMessages } from '../domain/prompt/prompt.ts';
import type { Completion } from '../domain/run/completion.ts';
import type { RunView } from '../domain/run/run.ts';
import { judgeVariables, PAIR_VERDICTS, SINGLE_VERDICTS } from './judge-prompt.ts';
import { isUnjudged, SETTLED } from './settled.ts';

export type JudgeCheck = Extract<Check, { type: 'judge' }>;

/** What is known before a judge is asked: answers, what other checks say of them, and their cases. */
export interface ToJudge {
  readonly view: RunView;
  readonly checks: readonly Check[];
  readonly results: ReadonlyMap<number, Checked>;
  readonly cases: readonly Case[];
  /** What of each answer is judged, by the place of the judge among the checks and the answer's id. */
  readonly parts: ReadonlyMap<number, ReadonlyMap<number, string | null>>;
}

/** One question to a judge, about one text however often it was answered. */
interface Item {
  readonly check: JudgeCheck;
  readonly place: number;
  readonly completions: readonly number[];
  readonly answer: string;
  /** The answer it is compared with. */
  readonly other: string | null;
  readonly asked: Case | null;
}

/** The questions to a judge, as cases of its run; what needs no judge is said at once. */
export function judgeCases({ view, checks, results, cases, parts }: ToJudge): {
  readonly cases: readonly Case[];
  /** By completion and place of the check. */
  readonly decided: readonly { readonly completion: number; readonly place: number; readonly result: CheckResult }[];
} {
  const answers = view.completions.map(({ completion }) => completion).filter(({ id }) => results.has(id));
  const decided: { completion: number; place: number; result: CheckResult }[] = [];
  const items = new Map<string, Item>();
  checks.forEach((check, place) => {
    if (check.type !== 'judge') return;
    const textOf = ({ id }: Completion) => parts.get(place)?.get(id) ?? '';
    const baseline = check.baseline === null ? null : baselineAnswers(answers, check.baseline);
    for (const one of answers) {
      if (!isUnjudged(results.get(one.id)?.results[place])) continue;
      const answer = textOf(one);
      const against = baseline?.get(twinKey(one)) ?? null;
      const other = against === null ? null : textOf(against);
      const settled = baseline === null ? null : settledPair(one, { check, answer, other });
      if (settled !== null) decided.push({ completion: one.id, place, result: settled });
      else {
        const key = JSON.stringify([place, one.case, answer, other]);
        const known = items.get(key);
        const asked = one.case === null ? null : (cases[one.case] ?? null);
        items.set(key, { check, place, answer, other, asked, completions: [...(known?.completions ?? []), one.id] });
      }
    }
  });
  return { cases: [...items.values()].flatMap((item) => casesOf(item, view.run.prompt)), decided };
}

function settledPair(
  one: Completion,
  { check, answer, other }: { readonly check: JudgeCheck; readonly answer: string; readonly other: string | null },
): CheckResult | null {
  const unknown = (detail: string): CheckResult => ({ type: 'judge', passed: null, detail });
  if (one.column === check.baseline) return unknown(SETTLED.baseline);
  if (other === null) return unknown(SETTLED.noBaseline);
  return other === answer ? unknown(SETTLED.same) : null;
}

function baselineAnswers(answers: readonly Completion[], column: number): ReadonlyMap<string, Completion> {
  return new Map(answers.filter((one) => one.column === column).map((one) => [twinKey(one), one]));
}

/** The same case, row and sample in another column. */
function twinKey({ case: place, row, sample }: Completion): string {
  return JSON.stringify([place, row, sample]);
}

/** One case; of a pair two, the second with the answers swapped, as judges favour a place. */
function casesOf(item: Item, prompt: Prompt): readonly Case[] {
  const { asked, answer, other } = item;
  const question = promptMessages(asked === null ? prompt : promptForCase(prompt, asked)).at(-1)?.content ?? '';
  const known = { question, ...(asked?.expected == null ? {} : { expected_answer: asked.expected }) };
  if (other === null) return [caseOf(item, { ...known, answer }, 'single')];
  return [
    caseOf(item, { ...known, first_answer: answer, second_answer: other }, 'straight'),
    caseOf(item, { ...known, first_answer: other, second_answer: answer }, 'swapped'),
  ];
}

export type Order = 'single' | 'straight' | 'swapped';

function caseOf({ check, place, completions }: Item, material: Readonly<Record<string, string>>, order: Order): Case {
  const code = randomBytes(4).toString('hex');
  const words = order === 'single' ? SINGLE_VERDICTS : PAIR_VERDICTS;
  const variables = {
    ...judgeVariables({ rubric: check.rubric, material, code, words }),
    code,
    order,
    check: String(place),
    completions: completions.join(' '),
  };
  return { input: { variables }, expected: null, name: `answer ${completions[0]}` };
}
