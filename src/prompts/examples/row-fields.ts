/** The names under which other tools keep an example's parts. */
export const FIELD_NAMES = {
  input: ['input', 'prompt', 'question', 'user', 'text', 'query'],
  output: ['output', 'completion', 'answer', 'assistant', 'label', 'response', 'expected'],
  enabled: ['enabled', 'on', 'active'],
  tags: ['tags', 'tag'],
} as const;

export type Field = keyof typeof FIELD_NAMES;

/** The field a column or property stands for; `null` for one that is none of ours. */
export function fieldNamed(name: string): Field | null {
  const plain = name.trim().toLowerCase();
  const fields = Object.keys(FIELD_NAMES) as Field[];
  return fields.find((field) => (FIELD_NAMES[field] as readonly string[]).includes(plain)) ?? null;
}

/** Empty means on. `null` for a word that says neither. */
export function parseSwitch(text: string): boolean | null {
  const word = text.trim().toLowerCase();
  if (['', 'true', '1', 'yes', 'on', 'x', 'wahr'].includes(word)) return true;
  return ['false', '0', 'no', 'off', 'falsch'].includes(word) ? false : null;
}
