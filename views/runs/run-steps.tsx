import type { Calendar } from '../../src/domain/history/time-zone.ts';
import type { PartDiff, Segment } from '../../src/domain/prompt/prompt-diff.ts';
import type { Run } from '../../src/domain/run/run.ts';
import { CutText } from '../completions/text-piece.tsx';
import { domId } from '../dom-id.ts';
import { exactText } from '../exact-text.tsx';
import { experimentForm } from '../experiments/form-id.ts';
import { dateTime, plural } from '../format.ts';
import { Icon, type IconName } from '../icon.tsx';

/** The place of the way to a run's neighbours, which is looked up after the page. */
export function RunStepsPlace({ run }: { readonly run: number }) {
  return <span id={stepsId(run)} hx-get={`/runs/${run}/steps`} hx-trigger="load" hx-swap="outerHTML" />;
}

export interface RunStepsProps {
  readonly run: Pick<Run, 'id' | 'experimentId' | 'version'>;
  /** The experiment's runs before and after this one; `null`: there is none. */
  readonly earlier: number | null;
  readonly later: number | null;
  /** Whether the draft is no longer the prompt that this run asked; the page says so while somebody types, before it is saved. */
  readonly stale: boolean;
}

/** Back and forward through the runs of a cell, and what changed since the one before. */
export function RunSteps({ run, earlier, later, stale }: RunStepsProps) {
  return (
    <span
      id={stepsId(run.id)}
      class="run-steps"
      hx-get={`/runs/${run.id}/steps`}
      hx-trigger="draft-saved"
      hx-target="this"
      hx-swap="outerMorph"
    >
      <Step run={run} to={earlier} icon="left" label="Earlier run" />
      <Step run={run} to={later} icon="right" label="Later run" />
      {earlier !== null && (
        <button
          type="button"
          class="button quiet"
          data-opens-tab="differences"
          hx-get={`/runs/${run.id}/changes`}
          hx-target={`#${domId('run', run.id, 'differences-place')}`}
          hx-swap="innerHTML"
        >
          Compare with run {earlier}
        </button>
      )}
      <span class="tag" data-stale hidden={!stale}>
        answers to an earlier prompt
      </span>
    </span>
  );
}

interface StepProps {
  readonly run: RunStepsProps['run'];
  readonly to: number | null;
  readonly icon: IconName;
  readonly label: string;
}

function Step({ run, to, icon, label }: StepProps) {
  return (
    <button
      type="button"
      class="button quiet square"
      hx-get={to === null ? undefined : `/runs/${to}/results`}
      hx-target={`#${domId('experiment', run.experimentId, 'run')}`}
      hx-swap="innerHTML"
      disabled={to === null}
      aria-label={label}
      title={label}
    >
      <Icon name={icon} />
    </button>
  );
}

/** The commonest answer of a column, and how many of its samples gave it. */
export interface CommonestAnswer {
  readonly text: string;
  readonly same: number;
  readonly n: number;
}

export interface ChangesSinceProps {
  readonly run: RunStepsProps['run'];
  readonly before: RunStepsProps['run'];
  /** The runs that it can be compared with, newest first. */
  readonly others: readonly { readonly id: number; readonly version: number; readonly createdAt: Date }[];
  readonly parts: readonly PartDiff[];
  readonly calendar: Calendar;
  /** The columns that both runs have. */
  readonly columns: readonly {
    readonly label: string;
    readonly colour: string;
    readonly before: CommonestAnswer | null;
    readonly after: CommonestAnswer | null;
  }[];
}

/** What changed in the prompt since the run before, and the commonest answers of both side by side. */
export function ChangesSince({ run, before, others, parts, calendar, columns }: ChangesSinceProps) {
  const changed = parts.filter(({ same }) => !same);
  return (
    <section class="changes" aria-label={`Changes since run ${before.id}`}>
      <header>
        <h4>{sentence(run, before, changed)}</h4>
        <a href={`/comparisons?a=${before.id}&b=${run.id}`}>Is it chance?</a>
        {others.length > 1 && <OtherRuns run={run} before={before} others={others} calendar={calendar} />}
        {before.version.number !== run.version.number && (
          <button
            type="button"
            class="button"
            hx-post={`/experiments/${run.experimentId}/versions/${before.version.number}/draft`}
            hx-include={`#${experimentForm(run.experimentId)}`}
            hx-swap="none"
          >
            Restore version {before.version.number}
          </button>
        )}
      </header>
      <dl>
        {changed.map(({ label, before: was, after: is }) => (
          <div>
            <dt>{label}</dt>
            <dd hx-ignore dir="auto">
              <Words segments={was} mark="del" /> <Words segments={is} mark="ins" />
            </dd>
          </div>
        ))}
      </dl>
      <section class="scroll" aria-label="Answers side by side" tabindex={0}>
        <table class="duels">
          <thead>
            <tr>
              <th scope="col">Column</th>
              {[before, run].map(({ id, version }) => (
                <th scope="col">
                  Run {id}, version {version.number}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {columns.map((column) => (
              <tr class={column.colour}>
                <th scope="row" class="temp">
                  {column.label}
                </th>
                <Commonest answer={column.before} />
                <Commonest answer={column.after} />
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

type OtherRunsProps = Pick<ChangesSinceProps, 'run' | 'before' | 'others' | 'calendar'>;

/** Any earlier run of the cell can be compared with, not only the last. */
function OtherRuns({ run, before, others, calendar }: OtherRunsProps) {
  return (
    <select
      class="input"
      name="with"
      aria-label="Compare with another run"
      hx-get={`/runs/${run.id}/changes`}
      hx-trigger="change"
      hx-target={`#${domId('run', run.id, 'differences-place')}`}
      hx-swap="innerHTML"
    >
      {others.map(({ id, version, createdAt }) => (
        <option value={String(id)} selected={id === before.id}>
          Run {id}, version {version}, {dateTime(createdAt, calendar)}
        </option>
      ))}
    </select>
  );
}

function sentence(run: RunStepsProps['run'], before: RunStepsProps['run'], changed: readonly PartDiff[]): string {
  if (changed.length === 0) return `The prompt is the same as in run ${before.id}.`;
  return `Since run ${before.id}, version ${run.version.number} changes ${plural(changed.length, 'part')} of the prompt.`;
}

/** What one side has and the other lacks; equal stretches are counted, not repeated. */
function Words({ segments, mark }: { readonly segments: readonly Segment[] | null; readonly mark: 'del' | 'ins' }) {
  const Mark = mark;
  return (segments ?? []).flatMap(({ text, changed }) => (changed ? [<Mark>{exactText(text)}</Mark>, ' '] : []));
}

function Commonest({ answer }: { readonly answer: CommonestAnswer | null }) {
  if (answer === null) return <td class="muted">no answer</td>;
  return (
    <td>
      <div class="text clamp" dir="auto" hx-ignore>
        {answer.text.trim() === '' ? '(empty answer)' : <CutText text={answer.text} />}
      </div>
      <span class="muted small num">
        {answer.same} of {answer.n}
      </span>
    </td>
  );
}

function stepsId(run: number): string {
  return domId('run', run, 'steps');
}
