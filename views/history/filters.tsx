import type { HistoryFacets } from '../../src/domain/history/history.ts';
import { addDays, periodOf } from '../../src/domain/history/period.ts';
import type { Calendar } from '../../src/domain/history/time-zone.ts';
import { COMPLETION_STATUSES, RATINGS } from '../../src/domain/run/completion.ts';
import type { ConnectionNames } from '../../src/domain/run/sweep.ts';
import { temperatureText } from '../format.ts';
import { type FilterProblem, type HistoryQuery, historyPath } from './address.ts';
import { Chip, Choice, Field, plain, type TypedField } from './filter-fields.tsx';

export interface FiltersProps {
  readonly query: HistoryQuery;
  readonly facets: HistoryFacets;
  /** Titles of what the history is narrowed to; `null` where it is not. */
  readonly subjects: Readonly<Record<'notebook' | 'experiment' | 'version', string | null>>;
  readonly today: Date;
  readonly calendar: Calendar;
  /** What connections are called, those that were removed as well. */
  readonly nameOf: ConnectionNames;
  /** What cannot be used of the query; nothing is shown of the history then. */
  readonly problems: readonly FilterProblem[];
}

const BOUNDS = ['min_cost', 'max_cost', 'min_duration_ms', 'max_duration_ms'] as const satisfies TypedField[];
const DAYS = ['from', 'to'] as const satisfies TypedField[];

/** The filters that are seldom used are folded away, unless they are in use. */
const SELDOM = ['connection', 'status', 'rating', 'passed', 'pinned', 'noted', ...BOUNDS];
const PASSED_ON = ['experiment', 'version', 'run', 'by', 'period', 'measure', 'would_model', 'batch'];

/** Everything the history can be filtered by, kept in the address; a choice acts at once, and without scripts by a button. */
export function Filters({ query, facets, today, calendar, nameOf, problems }: Omit<FiltersProps, 'subjects'>) {
  return (
    <form
      id="history-filters"
      class="history-filters"
      action="/history"
      method="get"
      aria-label="Filter the history"
      hx-get="/history"
      hx-trigger="change, input changed delay:400ms from:find [type=search], submit"
      hx-target="#main"
      hx-select="#main"
      hx-swap="outerMorph"
    >
      {PASSED_ON.map((name) => query[name] !== undefined && <input type="hidden" name={name} value={query[name]} />)}
      <label class="unseen" for="filter-q">
        Words
      </label>
      <input
        id="filter-q"
        class="input search"
        type="search"
        name="q"
        value={query['q'] ?? ''}
        placeholder="Search prompts and answers"
        data-shortcut="/"
      />
      <div class="chips">
        <Time query={query} today={today} calendar={calendar} problems={problems} />
        <Chip name="model" label="Model" query={query} options={plain(facets.models)} />
        <Chip
          name="temperature"
          label="Temperature"
          query={query}
          options={facets.temperatures.map((value) => [String(value), temperatureText(value)])}
        />
        <Chip
          name="notebook"
          label="Notebook"
          query={query}
          options={facets.notebooks.map(({ id, title }) => [String(id), title])}
        />
        <Seldom query={query} facets={facets} nameOf={nameOf} problems={problems} />
        <noscript>
          <button type="submit" class="button">
            Filter
          </button>
        </noscript>
        {Object.keys(query).length > 0 && (
          <a class="button quiet" href="/history">
            Clear
          </a>
        )}
      </div>
    </form>
  );
}

/** The filters that few use. */
function Seldom({ query, facets, nameOf, problems }: Pick<FiltersProps, 'query' | 'facets' | 'nameOf' | 'problems'>) {
  const used = SELDOM.filter((name) => query[name] !== undefined).length;
  return (
    <details class="menu start" data-menu open={hasProblem(BOUNDS, problems)}>
      <summary class="chip">More filters{used > 0 && ` (${used})`}</summary>
      <div class="pop filters fields">
        <Choice
          name="connection"
          label="Connection"
          query={query}
          options={facets.connections.map((id) => [id, nameOf(id)])}
        />
        <Choice name="status" label="Status" query={query} options={plain(COMPLETION_STATUSES)} />
        <Choice name="rating" label="Rating" query={query} options={plain(RATINGS)} />
        <Choice
          name="passed"
          label="Checks"
          query={query}
          options={[
            ['true', 'passed'],
            ['false', 'failed'],
          ]}
        />
        <Choice
          name="pinned"
          label="Pinned"
          query={query}
          options={[
            ['true', 'pinned'],
            ['false', 'not pinned'],
          ]}
        />
        <Choice
          name="noted"
          label="Note"
          query={query}
          options={[
            ['true', 'with a note'],
            ['false', 'without'],
          ]}
        />
        {BOUNDS.map((name) => (
          <Field name={name} query={query} problems={problems} />
        ))}
      </div>
    </details>
  );
}

/** A menu that holds what is wrong stands open, so that it is seen. */
function hasProblem(fields: readonly string[], problems: readonly FilterProblem[]): boolean {
  return problems.some(({ path }) => fields.includes(path));
}

/** Stretches of days of the reporting zone, and any other days; a week is Monday to Sunday. */
function Time({ query, today, calendar, problems }: Pick<FiltersProps, 'query' | 'today' | 'calendar' | 'problems'>) {
  const stretches = stretchesUntil(calendar.dayOf(today.getTime()));
  const isChosen = ({ from, to }: Stretch) => (query['from'] ?? null) === from && (query['to'] ?? null) === to;
  return (
    <details class="menu start" data-menu open={hasProblem(DAYS, problems)}>
      <summary class="chip">{stretches.find(isChosen)?.label ?? daysText(query)}</summary>
      <div class="pop">
        <nav class="choices stack" aria-label="Dates">
          {stretches.map((stretch) => (
            <a
              href={historyPath(query, { from: stretch.from, to: stretch.to })}
              aria-current={isChosen(stretch) ? 'true' : undefined}
            >
              {stretch.label}
            </a>
          ))}
        </nav>
        <div class="filters fields">
          {DAYS.map((name) => (
            <Field name={name} query={query} problems={problems} />
          ))}
        </div>
        <p class="muted small pad">
          Days of <a href="/settings#time-zone">{calendar.zone}</a>
        </p>
      </div>
    </details>
  );
}

function daysText(query: HistoryQuery): string {
  const [from, to] = [query['from']?.slice(0, 10), query['to']?.slice(0, 10)];
  return [from === undefined ? '' : `from ${from}`, to === undefined ? '' : `before ${to}`].join(' ').trim();
}

interface Stretch {
  readonly label: string;
  readonly from: string | null;
  readonly to: string | null;
}

function stretchesUntil(day: string): readonly Stretch[] {
  const tomorrow = addDays(day, 1);
  const monday = periodOf(day, 'week');
  return [
    { label: 'All time', from: null, to: null },
    { label: 'Today', from: day, to: tomorrow },
    { label: 'This week', from: monday, to: tomorrow },
    { label: 'Last week', from: addDays(monday, -7), to: monday },
    { label: 'Last 30 days', from: addDays(day, -29), to: tomorrow },
    { label: 'This month', from: periodOf(day, 'month'), to: tomorrow },
  ];
}

/** What the history is narrowed to, with a way out of each. */
export function Subjects({ query, subjects }: Pick<FiltersProps, 'query' | 'subjects'>) {
  const chosen = [
    ['notebook', subjects.notebook],
    ['experiment', subjects.experiment],
    ['version', subjects.version],
    ['run', query['run'] ?? null],
  ] as const;
  if (chosen.every(([, title]) => title === null)) return null;
  return (
    <ul class="subjects">
      {chosen.map(
        ([name, title]) =>
          title !== null && (
            <li>
              <span class="muted">Only {name}</span> <bdi>{title}</bdi>{' '}
              <a href={historyPath(query, { [name]: null })}>
                all<span class="unseen"> {name}s again</span>
              </a>
            </li>
          ),
      )}
    </ul>
  );
}
