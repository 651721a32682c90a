import type { Case } from '../domain/cases/case.ts';
import type { SourceTable } from '../prompts/rows/source-table.ts';

/** What is right and may yet be meant otherwise, in sentences that name the lines: repeated cases, empty cells, formulas. */
export function notesOnRows(cases: readonly Case[], table: SourceTable): readonly string[] {
  return [...repeats(cases, table), ...blanks(cases, table), ...formulas(table)];
}

/** Places that a note names; the others are counted. */
const MAX_NAMED = 5;

function repeats(cases: readonly Case[], { rows }: SourceTable): readonly string[] {
  const first = new Map<string, number>();
  const again: string[] = [];
  for (const [place, { input }] of cases.entries()) {
    const key = JSON.stringify(input);
    const before = first.get(key);
    const line = rows[place]?.line ?? place + 1;
    if (before === undefined) first.set(key, line);
    else again.push(`line ${line} asks what line ${before} asks`);
  }
  return named(again, (all) => `The same is asked again, and counts again: ${all}.`);
}

/** An empty cell among filled ones may be meant, or forgotten. */
function blanks(cases: readonly Case[], { rows }: SourceTable): readonly string[] {
  const found = cases.flatMap(({ input }, place) => {
    const empty = 'message' in input ? [] : Object.keys(input.variables).filter((name) => input.variables[name] === '');
    return empty.map((name) => `line ${rows[place]?.line ?? place + 1}, column “${name}”`);
  });
  return named(found, (all) => `An empty cell fills its variable with nothing: ${all}.`);
}

/** What a spreadsheet would compute is sent as it stands. */
function formulas({ rows, columns, format }: SourceTable): readonly string[] {
  if (format === 'json' || format === 'jsonl') return [];
  const found = rows.flatMap(({ line, values }) => {
    const column = values.findIndex((cell) => typeof cell === 'string' && /^[=@]\S/.test(cell));
    return column === -1 ? [] : [`line ${line}, column “${columns[column] ?? ''}”`];
  });
  return named(found, (all) => `A formula is read as the text it is written as, not as its result: ${all}.`);
}

function named(places: readonly string[], sentence: (all: string) => string): readonly string[] {
  if (places.length === 0) return [];
  const more = places.length > MAX_NAMED ? `, and ${places.length - MAX_NAMED} more` : '';
  return [sentence(`${places.slice(0, MAX_NAMED).join('; ')}${more}`)];
}
