import { readRecords } from './records.ts';

/** In the order in which equally good guesses are taken. */
export const DELIMITERS = ['\t', ',', ';', '|'] as const;

const PROBED_RECORDS = 40;
const PROBED_CHARACTERS = 100_000;

interface Guess {
  readonly delimiter: string;
  readonly score: number;
}

/**
 * The separator of a table, guessed over its first records with quotation marks respected: the one that gives the same
 * number of columns, two or more, most often. Punctuation in prose is followed by a space, which counts against a guess;
 * names of columns that `isName` knows, in the first line, count for it.
 */
export function guessDelimiter(text: string, isName: (cell: string) => boolean): string {
  const probe = text.slice(0, PROBED_CHARACTERS);
  const guesses = DELIMITERS.map((delimiter): Guess => ({ delimiter, score: scoreOf(probe, delimiter, isName) }));
  const best = guesses.reduce((before, guess) => (guess.score > before.score ? guess : before));
  return best.score > 0 ? best.delimiter : ',';
}

function scoreOf(text: string, delimiter: string, isName: (cell: string) => boolean): number {
  if (!text.includes(delimiter)) return 0;
  const read = readRecords(text, delimiter, PROBED_RECORDS);
  if ('error' in read) return 0;
  const rows = read.rows.map(({ values }) => values);
  const widths = rows.map((cells) => cells.length);
  const width = commonest(widths);
  if (width < 2) return 0;
  const consistent = widths.filter((each) => each === width).length / widths.length;
  const later = rows.flatMap((cells) => cells.slice(1));
  const spaced = later.filter((cell) => /^ \S/.test(cell)).length / later.length;
  const names = (rows[0] ?? []).filter(isName).length;
  return consistent - 0.5 * spaced + (names >= 2 ? 1 : 0) + (hasDecimalCommas(rows, delimiter) ? 0.25 : 0);
}

/** Between semicolons, commas that all stand in a number are decimal. */
function hasDecimalCommas(rows: readonly (readonly string[])[], delimiter: string): boolean {
  const cells = delimiter === ';' ? rows.flat().filter((cell) => cell.includes(',')) : [];
  return cells.length > 0 && cells.every((cell) => /^\s*[+-]?\d*,\d+\s*$/.test(cell));
}

function commonest(numbers: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0] as [number, number])[0];
}
