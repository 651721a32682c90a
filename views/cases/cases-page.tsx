import { type Case, caseText } from '../../src/domain/cases/case.ts';
import type { Check } from '../../src/domain/cases/check.ts';
import { domId } from '../dom-id.ts';
import { plural } from '../format.ts';
import { Page, type PageContext } from '../layout.tsx';
import { TextArea } from '../text-area.tsx';
import { CaseForm } from './case-form.tsx';
import { ChecksForm } from './checks-form.tsx';
import { cut } from './cut.ts';
import { RunForm } from './run-form.tsx';

interface CasesPageProps {
  readonly experiment: { readonly id: number; readonly notebookId: number; readonly title: string };
  /** The variables that the prompt leaves open; none: a case is the user message. */
  readonly variables: readonly string[];
  readonly total: number;
  readonly found: number;
  readonly rows: readonly { readonly place: number; readonly case: Case }[];
  readonly search: string;
  readonly page: number;
  readonly pages: number;
  readonly checks: readonly Check[];
  /** What was read over, or is wrong with the rows that were sent. */
  readonly errors: readonly { readonly line: number; readonly column: string | null; readonly message: string }[];
  /** How many places are wrong. */
  readonly wrong: number;
  /** The run whose cases are left out of the next one; `null`: none. */
  readonly unseenBy: number | null;
  /** The rows that were pasted and are wrong, to be mended; else empty. */
  readonly typed: string;
  /** What was decided while the rows were read. */
  readonly notes: readonly string[];
  readonly context: PageContext;
}

const SHOWN_ERRORS = 20;
const MAX_TEXT = 200;

/** Test inputs of an experiment, what a right answer is, and running them. */
export function CasesPage({ context, ...props }: CasesPageProps) {
  const { experiment, total, checks, errors, wrong, notes } = props;
  return (
    <Page title={`Cases of ${experiment.title}`} section="notebooks" context={context}>
      <header class="title">
        <h1>
          Cases of “<bdi>{experiment.title}</bdi>”
        </h1>
        <a href={`/notebooks/${experiment.notebookId}#${domId('cell', experiment.id)}`}>Back to the experiment</a>
      </header>
      {errors.length > 0 && <Errors errors={errors} wrong={wrong} />}
      {errors.length === 0 && notes.length > 0 && (
        <section class="card about-rows" aria-label="How the rows were read">
          {notes.map((note) => (
            <p>{note}</p>
          ))}
        </section>
      )}
      {total > 0 && <RunForm {...props} experiment={experiment.id} />}
      <ChecksForm experiment={experiment.id} checks={checks} />
      <ImportForm {...props} />
      <NewCase {...props} />
      {total === 0 ? <p class="empty">No case yet: paste or choose rows above.</p> : <CaseTable {...props} />}
      <Exports experiment={experiment.id} total={total} />
    </Page>
  );
}

function Errors({ errors, wrong }: Pick<CasesPageProps, 'errors' | 'wrong'>) {
  return (
    <section class="card about-rows" role="alert" aria-label="What is wrong">
      <p>Nothing was imported: {plural(wrong, 'place')} cannot be read.</p>
      <ul>
        {errors.slice(0, SHOWN_ERRORS).map(({ line, column, message }) => (
          <li>
            Line {line}
            {column === null ? '' : `, column “${column}”`}: {message}
          </li>
        ))}
      </ul>
      {wrong > SHOWN_ERRORS && <p>And {plural(wrong - SHOWN_ERRORS, 'more place')}.</p>}
    </section>
  );
}

function Exports({ experiment, total }: { readonly experiment: number; readonly total: number }) {
  const path = `/experiments/${experiment}`;
  return (
    <p class="small">
      {total > 0 && (
        <>
          Export the cases as <a href={`${path}/cases.csv`}>CSV</a> or <a href={`${path}/cases.jsonl`}>JSON lines</a>,
          or{' '}
        </>
      )}
      <a href={`${path}/promptfooconfig.yaml`}>{total > 0 ? 'all' : 'Export'} as a promptfoo configuration</a>, with
      cases and checks
    </p>
  );
}

/** Open where there is nothing else to do. */
function ImportForm({
  experiment,
  variables,
  total,
  typed,
  wrong,
}: Pick<CasesPageProps, 'experiment' | 'variables' | 'total' | 'typed' | 'wrong'>) {
  const columns = variables.length === 0 ? ['message'] : variables;
  return (
    <details class="card new-case" open={total === 0 || wrong > 0}>
      <summary>Import cases</summary>
      <form
        class="fields case-form"
        action={`/experiments/${experiment.id}/cases/imports`}
        method="post"
        enctype="multipart/form-data"
      >
        <div class="field">
          <label for="cases-text">Rows of cases</label>
          <TextArea id="cases-text" name="text" rows={4} spellcheck={false} text={typed} />
          <p class="muted small">
            CSV, a table from a spreadsheet or in Markdown, JSON lines, a JSON or YAML list, or promptfoo tests, with
            the columns {columns.map((name) => `“${name}”`).join(', ')}, and if you like “expected”, “name” and “note”.
            {total > 0 && ' They take the place of the cases below.'}
          </p>
        </div>
        <div class="field">
          <label for="cases-file">or a file</label>
          <input id="cases-file" type="file" name="file" accept=".csv,.tsv,.txt,.jsonl,.ndjson,.json,.yaml,.yml,.md" />
        </div>
        <button type="submit" class="button">
          Import cases
        </button>
      </form>
    </details>
  );
}

/** One case, written by hand. */
function NewCase({ experiment, variables }: Pick<CasesPageProps, 'experiment' | 'variables'>) {
  return (
    <details class="card new-case">
      <summary>Add one case</summary>
      <CaseForm action={`/experiments/${experiment.id}/cases`} names={variables} one={null} button="Add case" />
    </details>
  );
}

function CaseTable({ experiment, rows, found, search, page, pages }: Omit<CasesPageProps, 'context'>) {
  const path = `/experiments/${experiment.id}/cases`;
  const to = (number: number) => `${path}?page=${number}&q=${encodeURIComponent(search)}`;
  return (
    <>
      <form class="filters fields" action={path} method="get">
        <div class="field">
          <label for="cases-search">Search cases</label>
          <input id="cases-search" type="search" name="q" value={search} />
        </div>
        <button type="submit" class="button">
          Search
        </button>
        <span class="muted small">{plural(found, 'case')}</span>
      </form>
      <section class="scroll card" aria-label="Cases" tabindex={0}>
        <table class="cases-list">
          <thead>
            <tr>
              {['Case', 'Asks', 'Expected', ''].map((head) => (
                <th scope="col">{head === '' ? <span class="unseen">Actions</span> : head}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ place, case: one }) => (
              <tr>
                <th scope="row" dir="auto">
                  {one.name ?? `Case ${place + 1}`}
                  {one.note !== undefined && <p class="muted small">{cut(one.note, MAX_TEXT)}</p>}
                </th>
                <td dir="auto">{cut(caseText(one), MAX_TEXT)}</td>
                <td dir="auto">{one.expected === null ? '–' : cut(one.expected, MAX_TEXT)}</td>
                <td>
                  <div class="actions row-actions">
                    <a class="button quiet" href={`${path}/${place}`} aria-label={`Change case ${place + 1}`}>
                      Change
                    </a>
                    <form action={`${path}/${place}/removal`} method="post">
                      <button type="submit" class="button quiet" aria-label={`Remove case ${place + 1}`}>
                        Remove
                      </button>
                    </form>
                  </div>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {pages > 1 && (
        <nav class="actions" aria-label="Pages of cases">
          {page > 1 && <a href={to(page - 1)}>Earlier cases</a>}
          <span class="muted small">
            Page {page} of {pages}
          </span>
          {page < pages && <a href={to(page + 1)}>Later cases</a>}
        </nav>
      )}
    </>
  );
}
