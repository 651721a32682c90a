import type { Check } from '../../src/domain/cases/check.ts';
import type { MatrixColumn, MatrixRow } from '../../src/domain/cases/matrix.ts';
import type { StudyKind, StudyLabelRow } from '../../src/domain/cases/study.ts';
import { RateChart } from '../charts/rate-chart.tsx';
import { count, plural } from '../format.ts';
import { Page, type PageContext } from '../layout.tsx';
import { temperatureClass } from '../temperature-class.ts';
import { CheckAgain, type JudgeProps } from './check-again.tsx';
import { LabelStudy } from './label-study.tsx';
import { MatrixTable } from './matrix-table.tsx';
import { Rates } from './rates.tsx';
import { verdictSentences } from './verdict-text.ts';

interface MatrixPageProps {
  readonly run: number;
  /** The experiment whose cases were asked; `null` where it was deleted. */
  readonly experiment: number | null;
  readonly columns: readonly MatrixColumn[];
  /** Those of this page. */
  readonly rows: readonly MatrixRow[];
  readonly found: number;
  readonly page: number;
  readonly pages: number;
  readonly filter: MatrixFilter;
  readonly warning: string | null;
  readonly study: StudyKind | null;
  /** What the study of labels found; empty for other runs. */
  readonly labels: readonly StudyLabelRow[];
  readonly checks: readonly Check[];
  readonly judge: JudgeProps | null;
  /** Cases of the experiment that this run did not ask. */
  readonly unseen: number;
  /** How far it has come; `null`: it goes on no more. */
  readonly progress: { readonly ended: number; readonly total: number } | null;
  readonly context: PageContext;
}

/** Only cases about which columns disagree, or with an answer that failed. */
export interface MatrixFilter {
  readonly disagreeing: boolean;
  readonly failing: boolean;
}

/** What checks say of a run: a verdict, pass rates by column, then each case with each column, worst first. */
export function MatrixPage({ context, ...props }: MatrixPageProps) {
  const { run, columns, rows, found, filter, warning, study } = props;
  const path = `/runs/${run}/matrix`;
  return (
    <Page title={`Cases of run ${run}`} section="notebooks" context={context}>
      <header class="title">
        <h1>Cases of run {run}</h1>
        <a href={`/runs/${run}`}>All answers of this run</a>
      </header>
      {props.progress !== null && (
        <Progress path={`${path}?page=${props.page}${queryOf(filter)}`} {...props.progress} />
      )}
      {warning !== null && <p class="warn">{warning}</p>}
      <Verdict {...props} />
      {props.labels.length > 0 && <LabelStudy rows={props.labels} />}
      <Chart columns={columns} study={study} />
      <Rates columns={columns} run={run} applicable={study !== null} />
      <form class="filters fields" action={path} method="get">
        <label>
          <input type="checkbox" name="disagree" value="1" checked={filter.disagreeing} /> Only where columns disagree
        </label>
        <label>
          <input type="checkbox" name="failed" value="1" checked={filter.failing} /> Only with failures
        </label>
        <button type="submit" class="button">
          Show
        </button>
        <span class="muted small">
          {plural(found, 'case')}, worst first. Keys: <kbd>n</kbd> the first failure
        </span>
      </form>
      <MatrixTable path={path} query={queryOf(filter)} columns={columns} rows={rows} />
      <Pages {...props} path={path} />
      <p class="muted small">
        As a file: <a href={`/runs/${run}/cases.csv`}>CSV</a>, <a href={`/runs/${run}/cases.jsonl`}>JSON lines</a>,{' '}
        <a href={`/runs/${run}/preferences.jsonl`}>preference pairs</a>,{' '}
        <a href={`/runs/${run}/chats.jsonl`}>chats with the expected answers</a>
      </p>
      <CheckAgain run={run} checks={props.checks} judge={props.judge} />
    </Page>
  );
}

/** How far the run has come; the page is drawn anew while it goes on. */
function Progress({ path, ended, total }: { readonly path: string; readonly ended: number; readonly total: number }) {
  return (
    <p
      class="muted"
      role="status"
      hx-get={path}
      hx-trigger="every 3s"
      hx-target="#main"
      hx-select="#main"
      hx-swap="outerMorph"
    >
      {count(ended)} of {count(total)} answers are there; the figures grow with them.
    </p>
  );
}

/** Filters as they stand in an address. */
function queryOf({ disagreeing, failing }: MatrixFilter): string {
  return `${disagreeing ? '&disagree=1' : ''}${failing ? '&failed=1' : ''}`;
}

function Verdict({
  run,
  columns,
  experiment,
  unseen,
}: Pick<MatrixPageProps, 'run' | 'columns' | 'experiment' | 'unseen'>) {
  const sentences = verdictSentences(columns);
  if (sentences.length === 0) return null;
  return (
    <section class="verdict" aria-label="Verdict">
      {sentences.map((sentence, place) => (
        <p>{place === 0 ? <strong>{sentence}</strong> : sentence}</p>
      ))}
      {unseen > 0 && experiment !== null && (
        <p>
          <a href={`/experiments/${experiment}/cases?unseen=${run}`}>
            Ask again on the {plural(unseen, 'case')} that this run did not see
          </a>
        </p>
      )}
    </section>
  );
}

function Chart({ columns, study }: Pick<MatrixPageProps, 'columns' | 'study'>) {
  const [first] = columns;
  if (first === undefined || columns.length < 2 || columns.every(({ score }) => score === null)) return null;
  const byTemperature = first.axis === 'temperature';
  const kind = byTemperature ? 'temperature' : study === 'shots' ? 'ladder' : 'apart';
  const titles = {
    temperature: 'Pass rate by temperature',
    ladder: 'Pass rate by shots',
    apart: 'Pass rate by column',
  };
  return (
    <div class="rate-chart">
      <RateChart
        title={titles[kind]}
        kind={kind}
        temperatureClass={temperatureClass}
        points={columns.map(({ label, value, score, inputTokens }) => ({
          label,
          temperature: byTemperature && typeof value === 'number' ? value : null,
          rate: score?.passRate.value ?? null,
          low: score?.passRate.low ?? null,
          high: score?.passRate.high ?? null,
          cases: score?.passRate.cases ?? 0,
          inputTokens,
        }))}
      />
    </div>
  );
}

type PagesProps = Pick<MatrixPageProps, 'page' | 'pages' | 'filter'> & { readonly path: string };

/** A way to the pages before and after; nothing where there is one page. */
function Pages({ page, pages, path, filter }: PagesProps) {
  if (pages < 2) return null;
  const to = (number: number) => `${path}?page=${number}${queryOf(filter)}`;
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
