/** The answers of one column, equal ones folded: `key` is what makes them equal, `text` is what is shown. */
export interface AnswerColumn {
  /** `null`: no temperature was sent. */
  readonly temperature: number | null;
  readonly answers: readonly { readonly key: string; readonly text: string; readonly count: number }[];
}

/** One answer across all columns, or all the rarer ones together. */
export interface RankedAnswer {
  /** "A", "B", ...; "other" for the rest. */
  readonly letter: string;
  readonly text: string;
  readonly total: number;
  /** Samples per column, in the order of the columns. */
  readonly counts: readonly number[];
}

/** The `most` most frequent answers over all columns (first seen first among equals), then the others as one entry if there are any. */
export function rankAnswers(columns: readonly AnswerColumn[], most: number): readonly RankedAnswer[] {
  const texts = new Map<string, string>();
  for (const { key, text } of columns.flatMap((column) => column.answers)) if (!texts.has(key)) texts.set(key, text);
  const ranked = [...texts]
    .map(([key, text]) => withTotal({ text, counts: columns.map((column) => countOf(column, key)) }))
    .sort((a, b) => b.total - a.total)
    .map((answer, rank) => ({ ...answer, letter: String.fromCharCode(65 + rank) }));
  const rest = ranked.slice(most);
  if (rest.length < 2) return ranked;
  const counts = columns.map((_, column) => rest.reduce((sum, answer) => sum + (answer.counts[column] ?? 0), 0));
  return [
    ...ranked.slice(0, most),
    { ...withTotal({ text: `${rest.length} other answers`, counts }), letter: 'other' },
  ];
}

/** How many samples a column holds. */
export function samplesIn(column: AnswerColumn): number {
  return column.answers.reduce((sum, answer) => sum + answer.count, 0);
}

function countOf(column: AnswerColumn, key: string): number {
  return column.answers.reduce((sum, answer) => (answer.key === key ? sum + answer.count : sum), 0);
}

function withTotal<Answer extends { readonly counts: readonly number[] }>(answer: Answer) {
  return { ...answer, total: answer.counts.reduce((sum, count) => sum + count, 0) };
}
