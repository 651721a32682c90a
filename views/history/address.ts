/** The query string of a history page, field by field; empty fields are left out. */
export type HistoryQuery = Readonly<Record<string, string>>;

/** What cannot be used of a query: the name of the field, and a sentence. */
export interface FilterProblem {
  readonly path: string;
  readonly message: string;
}

/** Fields that say how what matches is shown, rather than what matches. */
const SHOWN_AS: readonly string[] = ['by', 'period', 'measure', 'would_model', 'batch', 'cursor'];

/** Whether an address asks for a part of the history only: where nothing is found, that may be why. */
export function isFiltered(query: HistoryQuery): boolean {
  return Object.keys(query).some((field) => !SHOWN_AS.includes(field));
}

/** The address of the history with some fields changed (`null`: taken out). A page's cursor never goes along. */
export function historyPath(
  query: HistoryQuery,
  changes: Readonly<Record<string, string | null>> = {},
  path = '/history',
): string {
  const { cursor: _, ...kept } = query;
  const fields = Object.entries({ ...kept, ...changes }).filter(
    (entry): entry is [string, string] => entry[1] !== null && entry[1] !== '',
  );
  const text = String(new URLSearchParams(fields));
  return text === '' ? path : `${path}?${text}`;
}
