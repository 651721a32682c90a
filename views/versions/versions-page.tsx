import type { Calendar } from '../../src/domain/history/time-zone.ts';
import { domId } from '../dom-id.ts';
import { count, dash, dateTime } from '../format.ts';
import { Page, type PageContext } from '../layout.tsx';
import { type Compared, VersionComparison, type VersionComparisonProps } from './version-comparison.tsx';
import { costOf, type JudgedVersion, rateText } from './version-figures.tsx';

/** A version with what tells it from the one before. */
interface VersionRow extends JudgedVersion {
  readonly changes: readonly string[];
}

export interface VersionsProps {
  readonly experiment: { readonly id: number; readonly notebookId: number; readonly title: string };
  /** Newest first. */
  readonly rows: readonly VersionRow[];
  /** The version the draft equals; `null` when it is none of them. */
  readonly draftIs: number | null;
  /** The days that times are told by. */
  readonly calendar: Calendar;
}

interface VersionsPageProps extends VersionsProps {
  readonly comparison: Pick<VersionComparisonProps, 'a' | 'b' | 'parts'> | null;
  readonly context: PageContext;
}

/** All that an experiment's prompt has been, what each cost, and what changed between any two. */
export function VersionsPage({ comparison, context, ...list }: VersionsPageProps) {
  const { experiment } = list;
  return (
    <Page title={`Versions of ${experiment.title}`} section="notebooks" context={context}>
      <header class="title">
        <h1>
          Versions of “<bdi>{experiment.title}</bdi>”
        </h1>
        <a href={`/notebooks/${experiment.notebookId}#${domId('cell', experiment.id)}`}>Back to the experiment</a>
      </header>
      <p class="muted small">
        Every prompt that was run is kept. Restoring one copies it into the experiment’s draft; nothing is overwritten.
      </p>
      <VersionList {...list} />
      {comparison !== null && (
        <VersionComparison experiment={experiment.id} choices={choicesOf(list)} {...comparison} />
      )}
    </Page>
  );
}

function choicesOf({ rows }: VersionsProps): readonly Compared[] {
  return [...rows.map(({ version }) => version.number), 'draft'];
}

/** The versions, newest first, with what can be done with each. */
export function VersionList({ experiment, rows, draftIs, calendar }: VersionsProps) {
  if (rows.length === 0) {
    return (
      <p class="empty" id="versions">
        No version yet: the first is kept when the experiment is run.
      </p>
    );
  }
  return (
    <section class="scroll card versions" id="versions" aria-label="Versions" tabindex={0}>
      <table class="num">
        <thead>
          <tr>
            {HEADS.map((head) => (
              <th scope="col">{head}</th>
            ))}
            {FIGURES.map((head) => (
              <th scope="col" class="num">
                {head}
              </th>
            ))}
            <th scope="col">
              <span class="unseen">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row experiment={experiment.id} {...row} isDraft={row.version.number === draftIs} calendar={calendar} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

const HEADS = ['Version', 'Name', 'What changed', 'First run'];
const FIGURES = ['Pass rate', 'Agreement', 'Runs', 'Answers', 'Tokens in', 'Tokens out', 'Cost'];

function Row({
  experiment,
  version: { number, name, createdAt, runs, totals },
  changes,
  rate,
  agreement,
  isDraft,
  calendar,
}: VersionRow & { readonly experiment: number; readonly isDraft: boolean; readonly calendar: Calendar }) {
  const path = `/experiments/${experiment}/versions/${number}`;
  return (
    <tr>
      <td>
        <strong>{number}</strong>
        {isDraft && <span class="muted small nowrap"> is the draft</span>}
      </td>
      <td>
        <input
          class="input"
          name="name"
          value={name ?? ''}
          placeholder="no name"
          aria-label={`Name of version ${number}`}
          maxlength={200}
          autocomplete="off"
          hx-put={`${path}/name`}
          hx-trigger="input changed delay:400ms, change"
          hx-swap="none"
        />
      </td>
      <td class="excerpt" dir="auto">
        {number === 1 ? 'the first' : changes.length === 0 ? 'nothing' : changes.join(', ')}
      </td>
      <td>
        <time datetime={createdAt.toISOString()}>{dateTime(createdAt, calendar)}</time>
      </td>
      <td class="num">
        {rate === null ? <span class="muted">–</span> : <a href={`/runs/${rate.run}/matrix`}>{rateText(rate)}</a>}
      </td>
      <td class="num" title="How often two answers of its newest run to the same settings are the same">
        {dash(agreement)}
      </td>
      {[runs, totals.completions, totals.inputTokens, totals.outputTokens].map((figure) => (
        <td class="num">{count(figure)}</td>
      ))}
      <td class="num">{costOf(totals)}</td>
      <td>
        <div class="actions">
          {!isDraft && (
            <button
              type="button"
              class="button quiet"
              hx-post={`${path}/restoration`}
              hx-swap="none"
              aria-label={`Restore version ${number}`}
            >
              Restore
            </button>
          )}
          <form action={`${path}/branches`} method="post">
            <button type="submit" class="button quiet" aria-label={`Branch from version ${number}`}>
              Branch
            </button>
          </form>
        </div>
      </td>
    </tr>
  );
}
