import type { Case } from '../domain/cases/case.ts';
import type { CheckResult } from '../domain/cases/check.ts';
import type { Completion } from '../domain/run/completion.ts';
import type { RunView } from '../domain/run/run.ts';
import type { Order } from './judge-items.ts';
import { PAIR_VERDICTS, SINGLE_VERDICTS, type Verdict, verdictOf } from './judge-prompt.ts';
import { noAnswerOf, SETTLED } from './settled.ts';

/** What a judge said of one check of one completion. */
export interface Judged {
  readonly completion: number;
  readonly place: number;
  readonly rubric: string;
  readonly result: CheckResult;
}

interface Said {
  readonly order: Order;
  readonly verdict: Verdict | null;
  readonly detail: string;
}

/** Reads the verdicts out of a judge's run. Anything but a clear verdict is unknown, never a pass. */
export function judgedOf({ run, completions }: RunView, cases: readonly Case[]): readonly Judged[] {
  const questions = new Map<string, { readonly key: Omit<Judged, 'result'>; readonly said: Said[] }>();
  for (const { completion } of completions) {
    const asked = completion.case === null ? undefined : cases[completion.case]?.input;
    if (asked === undefined || !('variables' in asked)) continue;
    const { code = '', order = 'single', check = '', rubric = '', completions: ids = '' } = asked.variables;
    const words = order === 'single' ? SINGLE_VERDICTS : PAIR_VERDICTS;
    const said = { order: order as Order, ...saidBy(completion, { code, words }, run.id) };
    for (const id of ids.split(' ')) {
      const key = { completion: Number(id), place: Number(check), rubric };
      const known = questions.get(`${id} ${check}`);
      if (known === undefined) questions.set(`${id} ${check}`, { key, said: [said] });
      else known.said.push(said);
    }
  }
  return [...questions.values()].map(({ key, said }) => ({ ...key, result: resultOf(said) }));
}

function saidBy(
  { status, text, error, settings }: Completion,
  wanted: Parameters<typeof verdictOf>[1],
  run: number,
): Omit<Said, 'order'> {
  if (status === 'done') {
    const verdict = verdictOf(text, wanted);
    return { verdict, detail: verdict === null ? 'the judge gave no clear verdict' : `judged by ${settings.model}` };
  }
  const why = error === null ? status : error.message;
  return { verdict: null, detail: `${noAnswerOf(run)}: ${why}`.slice(0, 200).toWellFormed() };
}

function resultOf(said: readonly Said[]): CheckResult {
  const unclear = said.find(({ verdict }) => verdict === null);
  if (unclear !== undefined) return { type: 'judge', passed: null, detail: unclear.detail };
  const [first] = said;
  const detail = first?.detail ?? '';
  if (said.length === 1 && first?.order === 'single')
    return { type: 'judge', passed: first.verdict === 'pass', detail };
  return { type: 'judge', ...preferred(said, detail) };
}

/** Only a preference that holds in both orders counts. */
function preferred(said: readonly Said[], detail: string): Pick<CheckResult, 'passed' | 'detail'> {
  const better = said.map(({ order, verdict }) => {
    if (verdict === 'tie') return null;
    return verdict === (order === 'straight' ? 'first' : 'second');
  });
  const [one = null, two = null] = better;
  if (said.length < 2 || one === null || one !== two) {
    return { passed: null, detail: SETTLED.tie };
  }
  return { passed: one, detail: `${one ? 'better' : 'worse'} than the baseline in both orders, ${detail}` };
}
