import type { HistoryQuery } from './address.ts';

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly type: 'date' | 'number';
  readonly query: HistoryQuery;
}

/** A value that is typed. */
export function Field({ name, label, type, query }: FieldProps) {
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
