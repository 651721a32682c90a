import type { Equality, GroupedColumn } from '../../src/domain/answer-groups.ts';
import { progressOf, totalsOf } from '../../src/domain/columns.ts';
import type { UnitPrices } from '../../src/domain/cost.ts';
import type { RunMeasures } from '../../src/domain/measures.ts';
import type { AnswerView } from '../../src/domain/notebook.ts';
import type { RunView } from '../../src/domain/run.ts';
import { DifferencesPlace } from '../comparisons/baseline-diff.tsx';
import { domId } from '../dom-id.ts';
import { dateTime, plural, usd } from '../format.ts';
import type { DisplayOptions } from './display-options.ts';
import { GrowForm } from './grow-form.tsx';
import { OwedLine } from './owed-line.tsx';
import { RunCharts } from './run-charts.tsx';
import { RunColumn } from './run-column.tsx';
import { RunRows } from './run-rows.tsx';
import { SettingEffectPlace } from './setting-effect.tsx';

export interface RunResultsProps {
  readonly run: RunView;
  readonly columns: readonly GroupedColumn[];
  /** What the samples show; `null` while the run goes on, and until it is worked out. */
  readonly measures: RunMeasures | null;
  readonly showing: DisplayOptions;
}

/** A run: what it is at, and its columns. Shown in its notebook, on its own page and, while it goes on, by the stream. */
export function RunResults({ run: view, columns, measures, showing }: RunResultsProps) {
  const { run } = view;
  return (
    <section class="run" id={domId('run', run.id)} aria-label={`Run ${run.id}`} data-status={run.status}>
      <RunStatusLine run={view} showing={showing} />
      <OwedLine run={view} />
      {showing.unpricedWarning !== null && <p class="warn small">{showing.unpricedWarning}</p>}
      {showing.demoLabel !== null && <p class="demo small muted">{showing.demoLabel}</p>}
      {columns.some(({ cells }) => cells.length > 1) ? (
        <RunRows run={run} columns={columns} measures={measures} showing={showing} />
      ) : (
        <section class="grid" aria-label="Answers by column" tabindex={0}>
          {columns.map((column) => (
            <RunColumn run={run} column={column} measures={measures} showing={showing} />
          ))}
        </section>
      )}
      {run.status !== 'running' && (
        <>
          <RunCharts run={run.id} columns={columns} measures={measures} />
          <GrowForm run={run} />
        </>
      )}
      <SettingEffectPlace run={run} />
      <DifferencesPlace run={run.id} />
    </section>
  );
}

/** The run's state in words, its totals, and what can be done with it. */
export function RunStatusLine({ run: view, showing }: Pick<RunResultsProps, 'run' | 'showing'>) {
  const { run, completions } = view;
  return (
    <div class="run-status small" id={domId('run', run.id, 'status')}>
      <span class="state" data-status={run.status}>
        {stateText(view)}
      </span>
      {run.status === 'running' && (
        <button
          type="button"
          class="button stop"
          hx-post={`/runs/${run.id}/cancellation`}
          hx-swap="none"
          aria-keyshortcuts="Escape"
        >
          Stop
          <span class="kbd" aria-hidden="true">
            Esc
          </span>
        </button>
      )}
      <span class="muted num">{totalsText(view, showing)}</span>
      <span class="end actions">
        <EqualitySwitch run={run.id} fold={showing.fold} />
        <ViewSwitch run={run.id} view={showing.view} />
        <span class="muted">version {run.version.number}</span>
        <a href={`/runs/${run.id}`}>
          Run {run.id} · <time datetime={run.createdAt.toISOString()}>{dateTime(run.createdAt)}</time>
        </a>
        <span class="unseen">{plural(completions.length, 'answer')}</span>
      </span>
    </div>
  );
}

function EqualitySwitch({ run, fold }: { readonly run: number; readonly fold: Equality }) {
  const other: Equality = fold === 'norm' ? 'raw' : 'norm';
  return (
    <button
      type="button"
      class="button quiet"
      hx-put={`/runs/${run}/view`}
      hx-vals={JSON.stringify({ fold: other })}
      hx-swap="none"
      aria-pressed={fold === 'norm' ? 'true' : 'false'}
      title="On: answers that differ only in capitals, spaces or final punctuation count as the same. Off: every letter counts."
    >
      Fold loosely
    </button>
  );
}

function ViewSwitch({ run, view }: { readonly run: number; readonly view: AnswerView }) {
  const other: AnswerView = view === 'text' ? 'markdown' : 'text';
  return (
    <button
      type="button"
      class="button quiet"
      hx-put={`/runs/${run}/view`}
      hx-vals={JSON.stringify({ view: other })}
      hx-swap="none"
      aria-pressed={view === 'markdown' ? 'true' : 'false'}
    >
      Rendered Markdown
    </button>
  );
}

function stateText({ run, completions }: RunView): string {
  const { ended, total, failed, cancelled, done, held } = progressOf(completions);
  const rest = [failed > 0 ? `${failed} failed` : '', cancelled > 0 ? `${cancelled} not finished` : ''].filter(
    (part) => part !== '',
  );
  const tail = rest.length > 0 ? `, ${rest.join(', ')}` : '';
  switch (run.status) {
    case 'running':
      return `Running: ${ended} of ${total} ended`;
    case 'finished':
      return `Finished: ${plural(done, 'answer')}${tail}`;
    case 'cancelled':
      return `Stopped: ${plural(done, 'answer')}${tail}`;
    case 'held':
      return `Held by a cap: ${ended} of ${total} ended, ${held} not sent`;
    case 'interrupted':
      return `Interrupted by a restart: ${plural(done, 'answer')}${tail}`;
  }
}

function totalsText({ completions }: RunView, { reference }: DisplayOptions): string {
  const totals = totalsOf(completions.map(({ completion }) => completion));
  if (totals.inputTokens === null) return '';
  const tokens = `${plural(totals.inputTokens, 'token')} in, ${totals.outputTokens ?? 0} out`;
  const money = [
    totals.costPicodollars === null ? '' : usd(totals.costPicodollars),
    totals.unpriced > 0 ? `${totals.unpriced} unpriced` : '',
    totals.free > 0 ? freeText(totals.inputTokens, totals.outputTokens ?? 0, reference) : '',
  ].filter((part) => part !== '');
  return [tokens, ...money].join(' · ');
}

function freeText(input: number, output: number, reference: UnitPrices | null): string {
  if (reference === null) return 'free';
  return `free, would cost ${usd(BigInt(input) * reference.input + BigInt(output) * reference.output)} on ${reference.model}`;
}
