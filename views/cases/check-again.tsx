import type { Check } from '../../src/domain/cases/check.ts';
import { plural } from '../format.ts';
import { MethodLink } from '../methods/method-link.tsx';
import { TextArea } from '../text-area.tsx';

/** The run in which a judge was asked, and how far it agrees with verdicts by hand. */
export interface JudgeProps {
  readonly run: number;
  readonly status: string;
  readonly cost: string;
  /** Answers without a verdict of it. */
  readonly open: number;
  readonly labels: number;
  readonly kappa: number | null;
}

interface CheckAgainProps {
  readonly run: number;
  readonly checks: readonly Check[];
  readonly judge: JudgeProps | null;
}

/** Other checks for answers that are there already; only a judge asks a model, and only after a yes. */
export function CheckAgain({ run, checks, judge }: CheckAgainProps) {
  return (
    <div class="card about-rows">
      {judge !== null && <JudgeLine {...judge} />}
      <details open={judge !== null}>
        <summary>Check these answers again, by other checks or a judge</summary>
        <form class="fields case-form" hx-post={`/runs/${run}/matrix/checks`} hx-swap="none" hx-sync="this:drop">
          <div class="field">
            <label for="matrix-checks">Checks, as the API takes them</label>
            <TextArea
              id="matrix-checks"
              name="checks"
              rows={3}
              spellcheck={false}
              text={checks.length === 0 ? '' : JSON.stringify(checks)}
            />
            <p class="muted small">
              No model is asked again, unless a judge is among the checks:{' '}
              <code>{'[{"type": "judge", "rubric": "Is the answer polite?", "model": "gpt-4o"}]'}</code>. It is asked in
              a run of its own, and its cost is shown first. Without any check only verdicts by hand count.
            </p>
          </div>
          <button type="submit" class="button">
            Check again
          </button>
        </form>
      </details>
    </div>
  );
}

function JudgeLine({ run, status, cost, open, labels, kappa }: JudgeProps) {
  return (
    <p class="muted small" id="judge">
      Judged in <a href={`/runs/${run}`}>run {run}</a> ({status}, {cost}). {openText(open, status)}{' '}
      {agreementText(labels, kappa)}{' '}
      <MethodLink method="agreement-with-a-judge" title="Cohen’s kappa, from 20 verdicts by hand">
        How?
      </MethodLink>
    </p>
  );
}

function openText(open: number, status: string): string {
  if (open === 0) return '';
  const which = `${plural(open, 'answer')} without a verdict`;
  if (status === 'running') return `${which} so far.`;
  return `${which}: check again asks the judge for these alone.`;
}

function agreementText(labels: number, kappa: number | null): string {
  if (labels < 20) return `Agreement with verdicts by hand: ${labels} of the 20 that a figure needs.`;
  if (kappa === null) return `Agreement with ${labels} verdicts by hand: undefined, as both always say the same.`;
  return `Agreement with ${labels} verdicts by hand: Cohen’s kappa ${kappa.toFixed(2)}, where 1 is perfect and 0 chance.`;
}
