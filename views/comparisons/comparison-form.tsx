import { type ColumnsRef, formatColumnsRef } from '../../src/domain/answers/comparison.ts';
import type { Calendar } from '../../src/domain/history/time-zone.ts';
import { columnHeads, columnLabel, namedHead } from '../../src/domain/run/column-label.ts';
import type { Run } from '../../src/domain/run/run.ts';
import type { ConnectionNames } from '../../src/domain/run/sweep.ts';
import { dateTime } from '../format.ts';

/** What is compared, and what there is to choose from. */
export interface ComparisonChoice {
  readonly a: ColumnsRef | null;
  readonly b: ColumnsRef | null;
  readonly fold: 'raw' | 'norm';
  /** Runs to choose from, newest first. */
  readonly runs: readonly Run[];
  /** What people call a connection. */
  readonly nameOf: ConnectionNames;
}

interface ComparisonFormProps extends ComparisonChoice {
  readonly calendar: Calendar;
}

/** Which two sides are compared. */
export function ComparisonForm({ a, b, fold, ...choice }: ComparisonFormProps) {
  return (
    <form class="fields compare-form" action="/comparisons" method="get">
      <SideField name="a" label="Compare" chosen={a} {...choice} />
      <SideField name="b" label="with" chosen={b} {...choice} />
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

interface SideFieldProps extends Pick<ComparisonFormProps, 'runs' | 'nameOf' | 'calendar'> {
  readonly name: 'a' | 'b';
  readonly label: string;
  readonly chosen: ColumnsRef | null;
}

function SideField({ name, label, chosen, runs, ...named }: SideFieldProps) {
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
          <RunOptions run={run} value={value} {...named} />
        ))}
      </select>
    </div>
  );
}

interface RunOptionsProps extends Pick<ComparisonFormProps, 'nameOf' | 'calendar'> {
  readonly run: Run;
  readonly value: string;
}

function RunOptions({ run, value, nameOf, calendar }: RunOptionsProps) {
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
            Run {run.id}, {columnLabel(namedHead(column, nameOf))}
          </option>
        );
      })}
    </optgroup>
  );
}
