import { caseText } from '../../src/domain/cases/case.ts';
import {
  cellChange,
  hasFailures,
  type MatrixCell,
  type MatrixColumn,
  type MatrixRow,
} from '../../src/domain/cases/matrix.ts';
import { cut } from './cut.ts';

interface MatrixTableProps {
  readonly path: string;
  /** The filters, as they stand in an address. */
  readonly query: string;
  readonly columns: readonly MatrixColumn[];
  readonly rows: readonly MatrixRow[];
}

const MAX_TEXT = 120;

/** Cases by columns: each cell says in a word how the answers came out, and leads to them. */
export function MatrixTable({ path, query, columns, rows }: MatrixTableProps) {
  const firstFailure = rows.findIndex(hasFailures);
  return (
    <section class="scroll card" aria-label="Cases" tabindex={0}>
      <table class="matrix">
        <thead>
          <tr>
            <th scope="col">Case</th>
            <th scope="col">Expected</th>
            {columns.map(({ label }) => (
              <th scope="col">{label}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, place) => (
            <Row path={path} query={query} row={row} isFirst={place === firstFailure} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface RowProps extends Pick<MatrixTableProps, 'path' | 'query'> {
  readonly row: MatrixRow;
  /** The first row with a failure, where reading begins. */
  readonly isFirst: boolean;
}

function Row({ path, query, row, isFirst }: RowProps) {
  const { place, cells, leaked } = row;
  return (
    <tr>
      <th scope="row">
        <a href={`${path}/${place}${query.replace('&', '?')}`} data-key={isFirst ? 'n' : undefined}>
          <bdi>{row.case.name ?? `Case ${place + 1}`}</bdi>
        </a>{' '}
        <bdi class="muted">{cut(caseText(row.case), MAX_TEXT)}</bdi>
        {leaked && <span class="warn small"> also an example: not counted</span>}
      </th>
      <td dir="auto">{row.case.expected === null ? '–' : cut(row.case.expected, MAX_TEXT)}</td>
      {cells.map((cell, index) => (
        <Cell cell={cell} baseline={index === 0 ? undefined : cells[0]} />
      ))}
    </tr>
  );
}

/** In signs and words, never by colour alone. */
function Cell({ cell, baseline }: { readonly cell: MatrixCell; readonly baseline: MatrixCell | undefined }) {
  const { passed, failed, unknown, answer } = cell;
  const judged = passed + failed;
  if (judged === 0) return <td class="muted">{unknown === 0 ? '–' : 'not judged'}</td>;
  const change = cellChange(baseline, cell);
  const tail = change === null ? '' : `, ${change}`;
  if (judged === 1) {
    if (passed === 1) return <td class={change === null ? 'muted' : 'ok'}>✓ pass{tail}</td>;
    return (
      <td class="bad">
        ✗ fail{tail}
        {answer !== null && answer !== '' && <span class="muted">: {answer}</span>}
      </td>
    );
  }
  const sign = passed > failed ? '✓' : '✗';
  return (
    <td class={failed > 0 ? 'bad' : change === null ? 'muted' : 'ok'}>
      {sign} {passed} of {judged}
      {tail}
    </td>
  );
}
