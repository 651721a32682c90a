import type { GroupedCell, GroupedColumn } from '../../src/domain/answers/answer-groups.ts';
import type { RunMeasures } from '../../src/domain/answers/measures.ts';
import type { Run } from '../../src/domain/run/run.ts';
import { AXIS_LABELS } from '../../src/domain/run/sweep.ts';
import { temperatureClass } from '../temperature-class.ts';
import type { DisplayOptions } from './display-options.ts';
import { Answers, CellHead, ColumnHead, columnClass } from './run-column.tsx';
import { valueText } from './value-text.ts';

interface RunRowsProps {
  readonly run: Run;
  readonly columns: readonly GroupedColumn[];
  readonly measures: RunMeasures | null;
  readonly display: DisplayOptions;
}

/** A run in which more is swept than what makes the columns: a row for each of the other settings, its answers side by side. */
export function RunRows({ run, columns, measures, display }: RunRowsProps) {
  const rows = columns[0]?.cells ?? [];
  return (
    <section class="run-rows" aria-label="Answers by column and row" tabindex={0}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col" class={`col ${columnClass(column)}`}>
                <ColumnHead run={run} column={column} />
              </th>
            ))}
          </tr>
        </thead>
        {rows.map(({ row, settings }) => (
          <tbody class={rowClass(settings)}>
            <tr>
              <th scope="rowgroup" colspan={columns.length} class="row-head">
                <RowName settings={settings} />
              </th>
            </tr>
            <tr>
              {columns.map((column) => {
                const cell = column.cells.find((one) => one.row === row);
                return (
                  <td class={column.axis === 'temperature' ? columnClass(column) : undefined}>
                    {cell !== undefined && (
                      <>
                        <CellHead run={run} column={column} cell={cell} measures={measures} />
                        <Answers run={run} column={column} cell={cell} display={display} />
                      </>
                    )}
                  </td>
                );
              })}
            </tr>
          </tbody>
        ))}
      </table>
    </section>
  );
}

type RowSettings = GroupedCell['settings'];

function RowName({ settings }: { readonly settings: RowSettings }) {
  return (
    <span>
      {settings.map(([axis, value], position) => (
        <>
          {position > 0 && ' · '}
          {AXIS_LABELS[axis]}{' '}
          <strong class={axis === 'temperature' ? 'row-temperature' : undefined}>{valueText(axis, value)}</strong>
        </>
      ))}
    </span>
  );
}

/** A row's own temperature, where temperature does not make the columns, has its colour. */
function rowClass(settings: RowSettings): string {
  const swept = settings.find(([axis]) => axis === 'temperature');
  return swept === undefined ? 't-none' : temperatureClass(swept[1] as number | null);
}
