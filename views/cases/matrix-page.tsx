import { caseText } from '../../src/domain/case.ts';
import type { MatrixCell, MatrixColumn, MatrixRow } from '../../src/domain/matrix.ts';
import { plural } from '../format.ts';
import { Page, type PageContext } from '../layout.tsx';
import { flipsText } from './flips-text.ts';

interface MatrixPageProps {
  readonly run: number;
  readonly columns: readonly MatrixColumn[];
  /** Those of this page. */
  readonly rows: readonly MatrixRow[];
  readonly found: number;
  readonly page: number;
  readonly pages: number;
  /** Only cases about which columns disagree. */
  readonly disagreeing: boolean;
  readonly warning: string | null;
  /** Whether it is a study, whose variants can become the draft. */
  readonly applicable: boolean;
  readonly context: PageContext;
}

type PagesProps = Pick<MatrixPageProps, 'page' | 'pages' | 'disagreeing'> & { readonly path: string };

const MAX_TEXT = 120;

/** What checks say of a run: pass rates by column, then each case with each column, worst first. */
export function MatrixPage({ context, ...props }: MatrixPageProps) {
  const { run, columns, rows, found, page, pages, disagreeing, warning, applicable } = props;
  const path = `/runs/${run}/matrix`;
  return (
    <Page title={`Cases of run ${run}`} section="notebooks" context={context}>
      <div class="head">
        <h1>Cases of run {run}</h1>
        <a href={`/runs/${run}`}>All answers of this run</a>
      </div>
      {warning !== null && <p class="warning">{warning}</p>}
      <Rates columns={columns} run={run} applicable={applicable} />
      <form class="filters fields" action={path} method="get">
        <label>
          <input type="checkbox" name="disagree" value="1" checked={disagreeing} /> Only where columns disagree
        </label>
        <button type="submit" class="button">
          Show
        </button>
        <span class="muted small">{plural(found, 'case')}, worst first</span>
      </form>
      <section class="scroll card" aria-label="Cases" tabindex={0}>
        <table class="num">
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
            {rows.map((row) => (
              <Row path={path} row={row} />
            ))}
          </tbody>
        </table>
      </section>
      <p class="muted small">
        As a file: <a href={`/runs/${run}/cases.csv`}>CSV</a>, <a href={`/runs/${run}/cases.jsonl`}>JSON lines</a>,{' '}
        <a href={`/runs/${run}/preferences.jsonl`}>preference pairs</a>,{' '}
        <a href={`/runs/${run}/chats.jsonl`}>chats with the expected answers</a>
      </p>
      <Pages page={page} pages={pages} disagreeing={disagreeing} path={path} />
    </Page>
  );
}

function Rates({ columns, run, applicable }: Pick<MatrixPageProps, 'columns' | 'run' | 'applicable'>) {
  return (
    <section class="scroll card rates" aria-label="Pass rates" tabindex={0}>
      <table class="num">
        <thead>
          <tr>
            {['Column', 'Pass rate', '95% interval', 'Cases', 'Off-list', 'Cost per correct', 'Against the first'].map(
              (head) => (
                <th scope="col">{head}</th>
              ),
            )}
            {applicable && <th scope="col">As the draft</th>}
          </tr>
        </thead>
        <tbody>
          {columns.map(({ label, score, flips, adjusted }) => (
            <tr>
              <th scope="row">{label}</th>
              <td>{percent(score?.passRate.value ?? null)}</td>
              <td>
                {score?.passRate.value == null
                  ? '–'
                  : `${percent(score.passRate.low)} to ${percent(score.passRate.high)}`}
              </td>
              <td>{score?.passRate.cases ?? '–'}</td>
              <td>{percent(score?.offList ?? null)}</td>
              <td>{dollars(score?.costPerCorrect.usd ?? null)}</td>
              <td>{flips === null ? '–' : flipsText(flips, adjusted)}</td>
              {applicable && (
                <td>
                  <form action={`/runs/${run}/matrix/application`} method="post">
                    <input type="hidden" name="variant" value={label} />
                    <button type="submit" class="button">
                      Apply “{label}”
                    </button>
                  </form>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {columns.length > 2 && (
        <p class="muted small">
          The best of {columns.length} looks better than it is: ask it again on cases that it has not seen.
        </p>
      )}
    </section>
  );
}

function Row({ path, row }: { readonly path: string; readonly row: MatrixRow }) {
  const { place, cells, leaked } = row;
  return (
    <tr>
      <th scope="row">
        <a href={`${path}/${place}`}>{row.case.name ?? `Case ${place + 1}`}</a>{' '}
        <span class="muted">{cut(caseText(row.case))}</span>
        {leaked && <span class="warning small"> also an example: not counted</span>}
      </th>
      <td>{row.case.expected === null ? '–' : cut(row.case.expected)}</td>
      {cells.map((cell) => (
        <td>{cellText(cell)}</td>
      ))}
    </tr>
  );
}

/** A way to the pages before and after; nothing where there is one page. */
function Pages({ page, pages, path, disagreeing }: PagesProps) {
  if (pages < 2) return null;
  const to = (number: number) => `${path}?page=${number}${disagreeing ? '&disagree=1' : ''}`;
  return (
    <nav class="actions" aria-label="Pages of cases">
      {page > 1 && <a href={to(page - 1)}>Earlier cases</a>}
      <span class="muted small">
        Page {page} of {pages}
      </span>
      {page < pages && <a href={to(page + 1)}>Later cases</a>}
    </nav>
  );
}

/** In signs and words: never by colour alone. */
function cellText({ passed, failed, unknown }: MatrixCell): string {
  const judged = passed + failed;
  if (judged === 0) return unknown === 0 ? '–' : 'not judged';
  if (judged === 1) return passed === 1 ? '✓ pass' : '✗ fail';
  return `${passed > failed ? '✓' : '✗'} ${passed} of ${judged}`;
}

function percent(share: number | null): string {
  return share === null ? '–' : `${(100 * share).toFixed(1)}%`;
}

function dollars(usd: number | null): string {
  return usd === null ? '–' : `$${usd.toPrecision(3)}`;
}

function cut(text: string): string {
  const characters = [...text.slice(0, 2 * MAX_TEXT)];
  return characters.length <= MAX_TEXT ? text : `${characters.slice(0, MAX_TEXT).join('')}…`;
}
