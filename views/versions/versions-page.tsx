import type { PartDiff, Segment } from '../../src/domain/prompt-diff.ts';
import type { PassRate } from '../../src/domain/score.ts';
import type { Calendar } from '../../src/domain/time-zone.ts';
import type { VersionWithTotals } from '../../src/domain/version.ts';
import { domId } from '../dom-id.ts';
import { exactText } from '../exact-text.tsx';
import { count, dash, dateTime, plural, usd } from '../format.ts';
import { Page, type PageContext } from '../layout.tsx';

/** A version's number, or the experiment's draft as it stands. */
export type Compared = number | 'draft';

/** A version with what tells it from the one before. */
interface VersionRow {
  readonly version: VersionWithTotals;
  readonly changes: readonly string[];
  /** How often two answers of its newest run agree, from 0 to 1; `null` where nothing can be compared. */
  readonly agreement: number | null;
  /** Its pass rate in the newest run that was checked; `null`: none was. */
  readonly rate: (PassRate & { readonly run: number }) | null;
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

interface ComparisonProps {
  readonly a: Compared;
  readonly b: Compared;
  readonly parts: readonly PartDiff[];
}

interface VersionsPageProps extends VersionsProps {
  readonly comparison: ComparisonProps | null;
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
      {comparison !== null && <Comparison {...list} {...comparison} />}
    </Page>
  );
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

const HEADS = [
  'Version',
  'Name',
  'What changed',
  'Pass rate',
  'Agreement',
  'First run',
  'Runs',
  'Answers',
  'Tokens in',
  'Tokens out',
  'Cost',
];

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
        {isDraft && <span class="muted small"> is the draft</span>}
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
        {rate === null ? <span class="muted">–</span> : <a href={`/runs/${rate.run}/matrix`}>{rateText(rate)}</a>}
      </td>
      <td title="How often two answers of its newest run to the same settings are the same">{dash(agreement)}</td>
      <td>
        <time datetime={createdAt.toISOString()}>{dateTime(createdAt, calendar)}</time>
      </td>
      <td>{count(runs)}</td>
      <td>{count(totals.completions)}</td>
      <td>{count(totals.inputTokens)}</td>
      <td>{count(totals.outputTokens)}</td>
      <td>{costOf(totals)}</td>
      <td>
        <div class="actions">
          <button
            type="button"
            class="button quiet"
            hx-post={`${path}/restoration`}
            hx-swap="none"
            aria-label={`Restore version ${number}`}
          >
            Restore
          </button>
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

function rateText({ value, low, high, cases }: PassRate): string {
  const percent = (share: number | null) => (share === null ? '–' : `${Math.round(100 * share)}%`);
  const interval = low === null ? '' : ` (${percent(low)} to ${percent(high)})`;
  return `${percent(value)}${interval}, ${plural(cases, 'case')}`;
}

function costOf({ completions, costPicodollars, unpriced, free }: VersionWithTotals['totals']): string {
  const parts = [
    completions - unpriced - free > 0 || costPicodollars > 0n ? usd(costPicodollars) : '',
    unpriced > 0 ? `${count(unpriced)} unpriced` : '',
    free > 0 ? (free === completions ? 'free' : `${count(free)} free`) : '',
  ];
  return parts.filter((part) => part !== '').join(' + ');
}

function Comparison({ experiment, rows, a, b, parts }: VersionsProps & ComparisonProps) {
  const choices: readonly Compared[] = [...rows.map(({ version }) => version.number), 'draft'];
  return (
    <section aria-labelledby="comparison">
      <h2 id="comparison">What changed between two of them</h2>
      <form class="filters fields" action={`/experiments/${experiment.id}/versions`} method="get">
        {(
          [
            ['a', 'Compare', a],
            ['b', 'with', b],
          ] as const
        ).map(([name, label, chosen]) => (
          <div class="field">
            <label for={`compare-${name}`}>{label}</label>
            <select id={`compare-${name}`} name={name}>
              {choices.map((choice) => (
                <option value={String(choice)} selected={choice === chosen}>
                  {nameOf(choice)}
                </option>
              ))}
            </select>
          </div>
        ))}
        <button type="submit" class="button">
          Show difference
        </button>
      </form>
      <section class="scroll card diff" aria-label={`${nameOf(a)} and ${nameOf(b)}, side by side`} tabindex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Part</th>
              <th scope="col">{nameOf(a)}</th>
              <th scope="col">{nameOf(b)}</th>
            </tr>
          </thead>
          <tbody>
            {parts.map(({ label, before, after, same, rough }) => (
              <tr class={same ? 'muted' : undefined}>
                <th scope="row">
                  {label}
                  {same && <span class="small"> (same)</span>}
                  {rough && <span class="small muted"> (marked roughly: too long to go word by word)</span>}
                </th>
                <Side segments={before} mark="del" />
                <Side segments={after} mark="ins" />
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

/** One version's text, with what the other one lacks marked as HTML knows it: taken out, or put in. */
function Side({ segments, mark }: { readonly segments: readonly Segment[] | null; readonly mark: 'del' | 'ins' }) {
  if (segments === null) return <td class="muted">–</td>;
  const Mark = mark;
  return (
    <td>
      <div class="text" dir="auto" hx-ignore>
        {segments.map(({ text, changed }) => (changed ? <Mark>{exactText(text)}</Mark> : exactText(text)))}
      </div>
    </td>
  );
}

function nameOf(choice: Compared): string {
  return choice === 'draft' ? 'Draft' : `Version ${choice}`;
}
