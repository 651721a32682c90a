import { cohensKappa } from '../../analysis/statistics/kappa.ts';
import { handVerdict } from '../../domain/cases/check.ts';
import type { RunView } from '../../domain/run/run.ts';

/** Hand labels from which on agreement is worth a figure. */
const MIN_LABELS = 20;

/** How far a judge agrees with what people said of the same answers. */
export interface JudgeAgreement {
  /** Answers with a verdict of both. */
  readonly labels: number;
  /** Cohen's kappa; `null` with fewer than 20 labels, and where both always say the same one thing. */
  readonly kappa: number | null;
}

/** The judge's verdicts beside those given by hand; of several judges, all of them have to pass. */
export function judgeAgreement({ completions }: RunView): JudgeAgreement {
  const pairs = completions.flatMap(({ completion: { checked } }) => {
    const hand = handVerdict(checked);
    const judges = checked?.results.filter(({ type }) => type === 'judge') ?? [];
    if (hand === null || judges.length === 0 || judges.some(({ passed }) => passed === null)) return [];
    return [[String(judges.every(({ passed }) => passed === true)), String(hand)] as const];
  });
  return { labels: pairs.length, kappa: pairs.length < MIN_LABELS ? null : cohensKappa(pairs) };
}
