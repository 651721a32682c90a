/** The query string of a history page, field by field; empty fields are left out. */
export type HistoryQuery = Readonly<Record<string, string>>;

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
