import { COMPLETION_STATUSES, RATINGS } from '../../src/domain/completion.ts';
import type { HistoryFacets } from '../../src/domain/history.ts';
import { addDays, periodOf } from '../../src/domain/period.ts';
import { temperatureText } from '../format.ts';
import { type HistoryQuery, historyPath } from './address.ts';

export interface FiltersProps {
  readonly query: HistoryQuery;
  readonly facets: HistoryFacets;
  /** Titles of what the history is narrowed to; `null` where it is not. */
  readonly subjects: Readonly<Record<'notebook' | 'experiment' | 'version', string | null>>;
  readonly today: Date;
}

/** The filters that are seldom used are folded away, unless they are in use. */
const SELDOM = [
  'connection',
  'status',
  'rating',
  'pinned',
  'noted',
  'min_cost',
  'max_cost',
  'min_duration_ms',
  'max_duration_ms',
];
const PASSED_ON = ['experiment', 'version', 'run', 'by', 'period', 'measure', 'would_model', 'batch'];

/** Everything the history can be filtered by, kept in the address. */
export function Filters({ query, facets, subjects, today }: FiltersProps) {
  return (
    <>
      <Stretches query={query} today={today} />
      <form class="history-filters" action="/history" method="get" aria-label="Filter the history">
        {PASSED_ON.map((name) => query[name] !== undefined && <input type="hidden" name={name} value={query[name]} />)}
        <div class="filters fields">
          <Field name="q" label="Words" type="search" query={query} shortcut="/" />
          <Field name="from" label="From" type="date" query={query} />
          <Field name="to" label="Before" type="date" query={query} />
          <Choice name="model" label="Model" query={query} options={plain(facets.models)} />
          <Choice
            name="temperature"
            label="Temperature"
            query={query}
            options={facets.temperatures.map((value) => [String(value), temperatureText(value)])}
          />
          <Choice
            name="notebook"
            label="Notebook"
            query={query}
            options={facets.notebooks.map(({ id, title }) => [String(id), title])}
          />
        </div>
        <details open={SELDOM.some((name) => query[name] !== undefined)}>
          <summary>More filters</summary>
          <div class="filters fields">
            <Choice name="connection" label="Connection" query={query} options={plain(facets.connections)} />
            <Choice name="status" label="Status" query={query} options={plain(COMPLETION_STATUSES)} />
            <Choice name="rating" label="Rating" query={query} options={plain(RATINGS)} />
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
            <Field name="min_cost" label="Cost from, $" type="number" query={query} />
            <Field name="max_cost" label="Cost to, $" type="number" query={query} />
            <Field name="min_duration_ms" label="Time from, ms" type="number" query={query} />
            <Field name="max_duration_ms" label="Time to, ms" type="number" query={query} />
          </div>
        </details>
        <p class="actions">
          <button type="submit" class="button primary">
            Filter
          </button>
          <a class="button quiet" href="/history">
            Clear
          </a>
        </p>
      </form>
      <Subjects query={query} subjects={subjects} />
    </>
  );
}

/** Stretches of days, in UTC as all days here; a week is Monday to Sunday. */
function Stretches({ query, today }: Pick<FiltersProps, 'query' | 'today'>) {
  const day = today.toISOString().slice(0, 10);
  const tomorrow = addDays(day, 1);
  const monday = periodOf(day, 'week');
  const stretches: readonly (readonly [label: string, from: string | null, to: string | null])[] = [
    ['Today', day, tomorrow],
    ['This week', monday, tomorrow],
    ['Last week', addDays(monday, -7), monday],
    ['Last 30 days', addDays(day, -29), tomorrow],
    ['This month', periodOf(day, 'month'), tomorrow],
    ['All time', null, null],
  ];
  return (
    <nav class="choices" aria-label="Dates">
      <p>
        {stretches.map(([label, from, to]) => {
          const chosen = (query['from'] ?? null) === from && (query['to'] ?? null) === to;
          return (
            <>
              <a href={historyPath(query, { from, to })} aria-current={chosen ? 'true' : undefined}>
                {label}
              </a>{' '}
            </>
          );
        })}
      </p>
    </nav>
  );
}

/** What the history is narrowed to, with a way out of each. */
function Subjects({ query, subjects }: Pick<FiltersProps, 'query' | 'subjects'>) {
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
              <span class="muted">Only {name}</span> {title}{' '}
              <a href={historyPath(query, { [name]: null })}>
                all<span class="unseen"> {name}s again</span>
              </a>
            </li>
          ),
      )}
    </ul>
  );
}

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly type: 'search' | 'date' | 'number';
  readonly query: HistoryQuery;
  readonly shortcut?: string;
}

function Field({ name, label, type, query, shortcut }: FieldProps) {
  const value = query[name] ?? '';
  const number = type === 'number' ? { step: 'any', min: '0', inputmode: 'decimal' as const } : {};
  return (
    <div class="field">
      <label for={`filter-${name}`}>{label}</label>
      <input
        id={`filter-${name}`}
        type={type}
        name={name}
        value={type === 'date' ? value.slice(0, 10) : value}
        data-shortcut={shortcut}
        {...number}
      />
    </div>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly label: string;
  readonly query: HistoryQuery;
  readonly options: readonly (readonly [value: string, label: string])[];
}

/** A value that is filtered by can be chosen even where nothing has it any more. */
function Choice({ name, label, query, options }: ChoiceProps) {
  const chosen = query[name];
  const known = chosen === undefined || options.some(([value]) => value === chosen);
  return (
    <div class="field">
      <label for={`filter-${name}`}>{label}</label>
      <select id={`filter-${name}`} name={name}>
        <option value="">all</option>
        {(known ? options : [...options, [chosen, chosen] as const]).map(([value, text]) => (
          <option value={value} selected={value === chosen}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

function plain(values: readonly string[]): readonly (readonly [string, string])[] {
  return values.map((value) => [value, value]);
}
