import { columnHeads, columnLabel } from '../../src/domain/column-label.ts';
import { type ColumnsRef, formatColumnsRef } from '../../src/domain/comparison.ts';
import type { Run } from '../../src/domain/run.ts';
import type { Calendar } from '../../src/domain/time-zone.ts';
import { dateTime } from '../format.ts';

/** What is compared, and what there is to choose from. */
export interface ComparisonChoice {
  readonly a: ColumnsRef | null;
  readonly b: ColumnsRef | null;
  readonly fold: 'raw' | 'norm';
  /** Runs to choose from, newest first. */
  readonly runs: readonly Run[];
}

interface ComparisonFormProps extends ComparisonChoice {
  readonly calendar: Calendar;
}

/** Which two sides are compared. */
export function ComparisonForm({ a, b, fold, runs, calendar }: ComparisonFormProps) {
  return (
    <form class="fields compare-form" action="/comparisons" method="get">
      <SideField name="a" label="Compare" chosen={a} runs={runs} calendar={calendar} />
      <SideField name="b" label="with" chosen={b} runs={runs} calendar={calendar} />
      <div class="field">
        <label for="fold">Answers are the same when equal</label>
        <select id="fold" name="fold">
          <option value="norm" selected={fold === 'norm'}>
            but for case, spaces and final punctuation
          </option>
          <option value="raw" selected={fold === 'raw'}>
            letter for letter
          </option>
        </select>
      </div>
      <div class="field">
        <button type="submit" class="button primary">
          Compare
        </button>
      </div>
    </form>
  );
}

interface SideFieldProps {
  readonly name: 'a' | 'b';
  readonly label: string;
  readonly chosen: ColumnsRef | null;
  readonly runs: readonly Run[];
  readonly calendar: Calendar;
}

function SideField({ name, label, chosen, runs, calendar }: SideFieldProps) {
  const value = chosen === null ? '' : formatColumnsRef(chosen);
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <select id={name} name={name} required>
        {chosen === null && (
          <option value="" selected>
            Choose a column or a run
          </option>
        )}
        {runs.map((run) => (
          <RunOptions run={run} value={value} calendar={calendar} />
        ))}
      </select>
    </div>
  );
}

interface RunOptionsProps {
  readonly run: Run;
  readonly value: string;
  readonly calendar: Calendar;
}

function RunOptions({ run, value, calendar }: RunOptionsProps) {
  const whole = formatColumnsRef({ run: run.id, column: null });
  return (
    <optgroup label={`Run ${run.id} · version ${run.version.number} · ${dateTime(run.createdAt, calendar)}`}>
      <option value={whole} selected={whole === value}>
        Run {run.id}, all columns
      </option>
      {columnHeads(run.request).map((column, index) => {
        const ref = formatColumnsRef({ run: run.id, column: index });
        return (
          <option value={ref} selected={ref === value}>
            Run {run.id}, {columnLabel(column)}
          </option>
        );
      })}
    </optgroup>
  );
}
