import type { FilterProblem, HistoryQuery } from './address.ts';

/** The fields that hold a typed value: what each is called, and its unit. */
const TYPED = {
  from: { label: 'From', unit: '', type: 'date' },
  to: { label: 'Before', unit: '', type: 'date' },
  min_cost: { label: 'Cost from', unit: ', $', type: 'number' },
  max_cost: { label: 'Cost to', unit: ', $', type: 'number' },
  min_duration_ms: { label: 'Time from', unit: ', ms', type: 'number' },
  max_duration_ms: { label: 'Time to', unit: ', ms', type: 'number' },
} as const;

export type TypedField = keyof typeof TYPED;

/** What a field of the filter is called on the page. */
export function filterLabel(name: string): string {
  return Object.hasOwn(TYPED, name) ? TYPED[name as TypedField].label : name;
}

interface FieldProps {
  readonly name: TypedField;
  readonly query: HistoryQuery;
  readonly problems: readonly FilterProblem[];
}

/** A value that is typed, and below it what is wrong with it. */
export function Field({ name, query, problems }: FieldProps) {
  const { label, unit, type } = TYPED[name];
  const value = query[name] ?? '';
  const problem = problems.find(({ path }) => path === name)?.message;
  const invalid = problem === undefined ? {} : { 'aria-invalid': true, 'aria-describedby': `filter-${name}-problem` };
  const number = type === 'number' ? { step: 'any', min: '0', inputmode: 'decimal' as const } : {};
  return (
    <div class="field">
      <label for={`filter-${name}`}>
        {label}
        {unit}
      </label>
      <input
        id={`filter-${name}`}
        type={type}
        name={name}
        value={type === 'date' ? value.slice(0, 10) : value}
        {...number}
        {...invalid}
      />
      {problem !== undefined && (
        <span class="field-error" id={`filter-${name}-problem`}>
          {problem}
        </span>
      )}
    </div>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly label: string;
  readonly query: HistoryQuery;
  readonly options: readonly (readonly [value: string, label: string])[];
}

/** A choice as a chip; its name stands in it while nothing is chosen. */
export function Chip({ name, label, query, options }: ChoiceProps) {
  return (
    <>
      <label class="unseen" for={`filter-${name}`}>
        {label}
      </label>
      <select id={`filter-${name}`} name={name} class="chip">
        <option value="">Any {label.toLowerCase()}</option>
        <Options name={name} query={query} options={options} />
      </select>
    </>
  );
}

/** The same with its name above. */
export function Choice({ name, label, query, options }: ChoiceProps) {
  return (
    <div class="field">
      <label for={`filter-${name}`}>{label}</label>
      <select id={`filter-${name}`} name={name}>
        <option value="">all</option>
        <Options name={name} query={query} options={options} />
      </select>
    </div>
  );
}

/** A value that is filtered by can be chosen even where nothing has it any more. */
function Options({ name, query, options }: Omit<ChoiceProps, 'label'>) {
  const chosen = query[name];
  const known = chosen === undefined || options.some(([value]) => value === chosen);
  return (
    <>
      {(known ? options : [...options, [chosen, chosen] as const]).map(([value, text]) => (
        <option value={value} selected={value === chosen} dir="auto">
          {text}
        </option>
      ))}
    </>
  );
}

/** Values that are their own labels. */
export function plain(values: readonly string[]): readonly (readonly [string, string])[] {
  return values.map((value) => [value, value]);
}
