/** The names under which other tools keep what is asked, the surest first; as `plainName` writes them. */
export const INPUT_NAMES = [
  'input',
  'prompt',
  'question',
  'user',
  'query',
  'instruction',
  'message',
  'text',
  'sentence',
] as const;

/** The same for what is, or should be, answered. */
export const OUTPUT_NAMES = [
  'output',
  'completion',
  'answer',
  'assistant',
  'response',
  'expected_output',
  'expected',
  'ideal',
  'target',
  'reference',
  'label',
  'category',
  'sentiment',
] as const;

/** The name of a column as names are compared: `Expected output`, `expected-output` and `expected_output` are one. */
export function plainName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
    .replace(/^_+|_+$/g, '');
}

/** Says which columns of a file nothing is read from; nothing where all are read. */
export function leftOutNote(names: readonly string[], kind: 'Columns' | 'Fields'): readonly string[] {
  return names.length === 0 ? [] : [`${kind} left out: ${names.join(', ')}.`];
}
