import { INPUT_NAMES, OUTPUT_NAMES, plainName } from '../rows/column-names.ts';

/** The names under which other tools keep an example's parts, the surest first. */
const FIELD_NAMES = {
  input: INPUT_NAMES,
  output: OUTPUT_NAMES,
  enabled: ['enabled', 'on', 'active'],
  tags: ['tags', 'tag'],
} as const;

export const FIELDS = ['input', 'output', 'enabled', 'tags'] as const;
export type Field = (typeof FIELDS)[number];

/** Whether a text is a name under which some tool keeps a part of an example. */
export function isFieldName(name: string): boolean {
  return FIELDS.some((field) => rankOf(field, name) !== null);
}

/** What each name stands for; `null` for none of ours. Each field is given once, to the surest name. */
export function fieldsByName(names: readonly string[]): readonly (Field | null)[] {
  const fields: (Field | null)[] = names.map(() => null);
  for (const field of FIELDS) {
    const ranks = names.map((name, index) => (fields[index] === null ? rankOf(field, name) : null));
    const known = ranks.filter((rank) => rank !== null);
    if (known.length > 0) fields[ranks.indexOf(Math.min(...known))] = field;
  }
  return fields;
}

/** The same for the columns of a table: where no name tells the input or the output, the first that are left are taken. */
export function guessFields(columns: readonly string[], named: boolean): readonly (Field | null)[] {
  const fields = named ? [...fieldsByName(columns)] : columns.map((): Field | null => null);
  for (const field of ['input', 'output'] as const) {
    const free = fields.indexOf(null);
    if (!fields.includes(field) && free >= 0) fields[free] = field;
  }
  return fields;
}

function rankOf(field: Field, name: string): number | null {
  const rank = (FIELD_NAMES[field] as readonly string[]).indexOf(plainName(name));
  return rank < 0 ? null : rank;
}

/** Empty means on. `null` for a word that says neither. */
export function parseSwitch(text: string): boolean | null {
  const word = text.trim().toLowerCase();
  if (['', 'true', '1', 'yes', 'on', 'x', 'wahr'].includes(word)) return true;
  return ['false', '0', 'no', 'off', 'falsch'].includes(word) ? false : null;
}
