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

/** What nobody sees and programs leave round a name: byte order marks, spaces without width, marks of direction. */
const UNSEEN = /[\s\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/;

/** A name without spaces and unseen characters round it; those inside are part of it, as in Persian. */
export function trimmedName(name: string): string {
  let [start, end] = [0, name.length];
  while (start < end && UNSEEN.test(name.charAt(start))) start += 1;
  while (end > start && UNSEEN.test(name.charAt(end - 1))) end -= 1;
  return name.slice(start, end);
}

/** The name of a column as names are compared: `Expected output`, `expected-output` and `expected_output` are one. */
export function plainName(name: string): string {
  return trimmedName(name)
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
    .replace(/^_+|_+$/g, '');
}

/** Says which columns of a file nothing is read from; nothing where all are read. */
export function leftOutNote(names: readonly string[], kind: 'Columns' | 'Fields'): readonly string[] {
  return names.length === 0 ? [] : [`${kind} left out: ${names.join(', ')}.`];
}
