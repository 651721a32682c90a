import { type DifferentAnswer, type DifferentColumn, onlyDifferences } from '../../src/domain/answers/baseline-diff.ts';
import { CutText } from '../completions/text-piece.tsx';
import { domId } from '../dom-id.ts';
import { plural } from '../format.ts';
import { MethodLink } from '../methods/method-link.tsx';
import { runTabId } from '../runs/run-tabs.tsx';
import { temperatureClass } from '../temperature-class.ts';
import { BaselineForm, OwnTextForm } from './baseline-form.tsx';
import { DiffText, MarkedText } from './diff-text.tsx';
import type { DifferencesProps } from './differences-props.ts';

/** Where a page shows a run's differences: from the first column, unless another baseline is asked for. */
export function DifferencesPlace({ run }: { readonly run: number }) {
  return (
    <div
      id={differencesPlaceId(run)}
      hx-morph-skip-children
      hx-get={`/runs/${run}/differences`}
      hx-trigger={`change from:#${runTabId(run, 'differences')} once`}
      hx-swap="innerHTML"
    >
      <p class="hint aside">The answers are held against a baseline…</p>
    </div>
  );
}

/** The id of that place. It stays when its content is replaced, so that the page can scroll to it. */
export function differencesPlaceId(run: number): string {
  return domId('run', run, 'differences-place');
}

/** A run's answers, column by column, with every word marked that differs from the baseline. */
export function Differences({ differences, only }: DifferencesProps) {
  const { run, baselineLabel, baselineText, columns } = differences;
  return (
    <section class="differences" id={domId('run', run, 'differences')} aria-label="Differences">
      <div class="pad">
        <h3>Differences from {baselineLabel}</h3>
        <BaselineForm differences={differences} only={only} />
        {baselineText === null ? (
          <p class="muted small">There is no such answer to compare with.</p>
        ) : (
          <details class="small">
            <summary>The baseline</summary>
            <div class="text" dir="auto" hx-ignore>
              <CutText text={baselineText} />
            </div>
          </details>
        )}
        <OwnTextForm differences={differences} only={only} />
        <p class="muted small">
          <MethodLink method="word-differences" title="The shortest way from one text to the other, word by word">
            Word by word
          </MethodLink>
          : <ins>underlined</ins> is new, <del>struck through</del> is missing. <span class="fork" /> marks where the
          samples of a column part (
          <MethodLink method="fork-depth" title="Words that all samples of a column begin with">
            fork depth
          </MethodLink>
          ).
        </p>
      </div>
      <section class="grid" aria-label="Differences by column" tabindex={0}>
        {columns.map((column) => (
          <DifferencesColumn column={column} run={run} only={only} />
        ))}
      </section>
    </section>
  );
}

interface ColumnProps {
  readonly column: DifferentColumn;
  readonly run: number;
  readonly only: boolean;
}

function DifferencesColumn({ column, run, only }: ColumnProps) {
  const { label, temperature, n, equal, forkDepth, answers, more } = column;
  const shown = only ? answers.filter((answer) => !answer.equal) : answers;
  return (
    <section class={`col ${temperatureClass(temperature)}`} aria-label={label}>
      <header>
        <span class="badge">{label}</span>
        <p class="muted small num">
          {n === 0 ? 'no samples' : `${equal} of ${n} equal to the baseline`}
          {n > 1 && ` · ${forkText(forkDepth)}`}
        </p>
      </header>
      {shown.map((answer) => (
        <Answer answer={answer} n={n} run={run} only={only} />
      ))}
      {more > 0 && <p class="pad muted small">And {plural(more, 'rarer answer')}.</p>}
    </section>
  );
}

function forkText(depth: number | null): string {
  if (depth === null) return 'the samples never part';
  return depth === 0 ? 'the samples part at the first word' : `the samples part after ${plural(depth, 'word')}`;
}

interface AnswerProps extends Pick<ColumnProps, 'run' | 'only'> {
  readonly answer: DifferentAnswer;
  readonly n: number;
}

function Answer({ answer, n, run, only }: AnswerProps) {
  const { completion, count, equal, diff, text, fork } = answer;
  return (
    <article class="answer">
      <div class="answer-head small muted num">
        {count > 1 && (
          <span class="badge">
            {count} of {n} same
          </span>
        )}
        <a href={`/runs/${run}#${domId('completion', completion)}`}>sample {answer.sample + 1}</a>
      </div>
      {equal && <p class="muted small">equal to the baseline</p>}
      {diff?.rough && <p class="muted small">marked roughly: too long, or too different, to go word by word</p>}
      <div class="text" dir="auto" hx-ignore>
        {diff === null ? (
          <MarkedText text={text} fork={fork} />
        ) : (
          <DiffText parts={only ? onlyDifferences(diff.parts) : diff.parts} fork={only ? null : fork} />
        )}
        {text === '' && <span class="muted">(empty answer)</span>}
      </div>
    </article>
  );
}
