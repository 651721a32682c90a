import type { CheckResult } from '../domain/cases/check.ts';

/** What leaves an answer without a pass or a failure, and a judge would say again. */
export const SETTLED = {
  tie: 'a tie, or the judge went by the order of the answers',
  baseline: 'the baseline itself',
  noBaseline: 'the baseline has no answer to compare with',
  same: 'the same as the baseline',
} as const;

const ALL: ReadonlySet<string> = new Set(Object.values(SETTLED));

/** Whether a judge has yet to say something of an answer: it was not asked, did not answer, or was not clear. */
export function isUnjudged(result: CheckResult | undefined): boolean {
  return result?.type === 'judge' && result.passed === null && !ALL.has(result.detail);
}

/** What is said of an answer while its verdict has not come. */
export function waitingFor(run: number): string {
  return `waits for the judge: run ${run}`;
}

/** What is said of an answer that a judge was asked about and said nothing of. */
export function noAnswerOf(run: number): string {
  return `the judge did not answer (run ${run})`;
}

/** Whether a result is open until a judge's run says more: its verdict has not come, or the judge did not answer at first. */
export function isOpenUntil(run: number): (result: CheckResult | undefined) => boolean {
  return (result) =>
    result?.type === 'judge' &&
    result.passed === null &&
    (result.detail === waitingFor(run) || result.detail.startsWith(`${noAnswerOf(run)}:`));
}
