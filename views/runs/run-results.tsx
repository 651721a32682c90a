import type { Equality, GroupedColumn } from '../../src/domain/answers/answer-groups.ts';
import type { RunMeasures } from '../../src/domain/answers/measures.ts';
import { isKeyError } from '../../src/domain/run/completion.ts';
import type { RunView } from '../../src/domain/run/run.ts';
import { DifferencesPlace } from '../comparisons/baseline-diff.tsx';
import { domId } from '../dom-id.ts';
import type { DisplayOptions } from './display-options.ts';
import { GrowForm } from './grow-form.tsx';
import { FailedLine, OwedLine } from './owed-line.tsx';
import { RefusalOffers, type RunOffers } from './refusal-offers.tsx';
import { RunCharts } from './run-charts.tsx';
import { RunColumn } from './run-column.tsx';
import { RunLog } from './run-log.tsx';
import { RunRows } from './run-rows.tsx';
import { RunStepsPlace } from './run-steps.tsx';
import { RunMenu, RunStatusLine, RunTotals } from './run-strip.tsx';
import { RunTab, RunTabs, type TabName } from './run-tabs.tsx';
import { SettingEffectPlace } from './setting-effect.tsx';

/** More columns than these are scrolled sideways, in a box of their own. */
const MAX_FITTING = 6;

export interface RunResultsProps {
  readonly run: RunView;
  readonly columns: readonly GroupedColumn[];
  /** What the samples show; `null` while the run goes on, and until it is worked out. */
  readonly measures: RunMeasures | null;
  readonly display: DisplayOptions;
  readonly offers: RunOffers;
}

/** A run: what it is at, and its answers. Shown in its notebook, on its own page and, while it goes on, by the stream. */
export function RunResults(props: RunResultsProps) {
  const { run: view, columns, measures, display, offers } = props;
  const { run } = view;
  return (
    <section class="run" id={domId('run', run.id)} aria-label={`Run ${run.id}`} data-status={run.status}>
      <div class="strip">
        <RunStatusLine run={view} display={display} />
        <span class="end">
          {run.status !== 'running' && <RunStepsPlace run={run.id} />}
          <RunMenu run={view} display={display} />
        </span>
      </div>
      <RunTabs
        run={run.id}
        without={emptyTabs(props)}
        tools={<EqualitySwitch run={run.id} equality={display.equality} />}
      >
        <RunTab name="answers">
          <OwedLine run={view} />
          <FailedLine run={view} />
          <RefusalOffers run={run.id} {...offers} />
          {display.unpricedWarning !== null && <p class="warn small aside">{display.unpricedWarning}</p>}
          <AnswerColumns {...props} />
          {canGrow(view) && <GrowForm run={run} />}
          <RunTotals run={view} display={display} />
          {display.demoLabel !== null && <p class="hint aside">{display.demoLabel}</p>}
        </RunTab>
        <RunTab name="differences">
          <DifferencesPlace run={run.id} />
        </RunTab>
        <RunTab name="charts">
          {run.status === 'running' ? (
            <p class="hint aside">The charts are drawn when the run has ended.</p>
          ) : (
            <RunCharts run={run.id} columns={columns} measures={measures} />
          )}
          <SettingEffectPlace run={run} />
        </RunTab>
        <RunTab name="log">
          <RunLog run={view} display={display} />
        </RunTab>
      </RunTabs>
    </section>
  );
}

/** The tabs of an ended run that would show nothing: answers that are all equal do not differ, and fewer than two make no chart. */
function emptyTabs({ run: { run }, columns }: RunResultsProps): readonly TabName[] {
  if (run.status === 'running') return [];
  const groups = columns.flatMap(({ cells }) => cells.flatMap(({ answers }) => answers));
  const answers = groups.reduce((sum, { members }) => sum + members.length, 0);
  const vary = new Set(groups.map(({ id }) => id)).size > 1;
  const isOneColumn = columns.length === 1 && columns[0]?.cells.length === 1;
  return [
    ...(vary ? [] : (['differences'] as const)),
    ...(answers < 2 || (isOneColumn && !vary) ? (['charts'] as const) : []),
  ];
}

/** Whether more samples are offered: not where none came, nor where a key was refused, as more would be refused too. */
function canGrow({ run, completions }: RunView): boolean {
  if (run.status === 'running') return false;
  const all = completions.map(({ completion }) => completion);
  return all.some(({ status }) => status !== 'failed') && !all.some(({ error }) => error !== null && isKeyError(error));
}

/** The answers side by side: a column for each value, in rows when more than that is swept. */
function AnswerColumns({ run: { run }, columns, measures, display }: RunResultsProps) {
  if (columns.some(({ cells }) => cells.length > 1)) {
    return (
      <>
        <ColumnCount />
        <RunRows run={run} columns={columns} measures={measures} display={display} />
      </>
    );
  }
  const many = columns.length > MAX_FITTING;
  return (
    <>
      <ColumnCount />
      <section class={many ? 'answers many' : 'answers'} aria-label="Answers by column" tabindex={many ? 0 : undefined}>
        <div class="cols" data-cols={columns.length}>
          {columns.map((column) => (
            <RunColumn run={run} column={column} measures={measures} display={display} />
          ))}
        </div>
      </section>
    </>
  );
}

/** Which columns are in view, where not all are: the page fills it in. */
function ColumnCount() {
  return <p class="hint aside num column-count" data-column-count hidden />;
}

/** On: answers that differ only in capitals, spaces or final punctuation count as the same. Off: every letter counts. */
function EqualitySwitch({ run, equality }: { readonly run: number; readonly equality: Equality }) {
  const other: Equality = equality === 'norm' ? 'raw' : 'norm';
  return (
    <label class="check" title="Answers that differ only in capitals, spaces or final punctuation count as the same.">
      <button
        type="button"
        role="switch"
        class="switch"
        hx-put={`/runs/${run}/view`}
        hx-vals={JSON.stringify({ fold: other })}
        hx-swap="none"
        aria-checked={equality === 'norm' ? 'true' : 'false'}
      />
      Group equal answers
    </label>
  );
}
