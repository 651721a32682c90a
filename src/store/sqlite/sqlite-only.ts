import { type RawBuilder, type SqlBool, sql } from 'kysely';

/** SQL that only SQLite understands, kept together so that another database needs another one of this file. */

const MAX_TERMS = 10;

/** The UTC day (`YYYY-MM-DD`) of milliseconds since 1970, in a column or worked out. */
export function utcDay(time: string | RawBuilder<unknown>): RawBuilder<string> {
  return sql<string>`strftime('%Y-%m-%d', ${typeof time === 'string' ? sql.ref(time) : time} / 1000, 'unixepoch')`;
}

/** Whether a column holds something else than an integer: SQLite goes on in floating point where a sum has too many digits. */
export function isNoInteger(column: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`typeof(${sql.ref(column)}) <> 'integer'`;
}

/** Numbers as the right side of `in`, in one parameter, so that the statement stays the same for any count of them. */
export function oneOf(numbers: readonly number[]): RawBuilder<number> {
  return sql<number>`(select value from json_each(${JSON.stringify(numbers)}))`;
}

/** The words of a search, all of which must be found. */
export function searchTerms(search: string): readonly string[] {
  return search
    .replaceAll('\0', ' ')
    .toWellFormed()
    .split(/\s+/)
    .filter((term) => term !== '')
    .slice(0, MAX_TERMS);
}

/** Whether a text column holds the term, anywhere in a word, so that Chinese and Japanese are found too. */
export function holds(column: string, term: string): RawBuilder<SqlBool> {
  return likeAny(sql.ref(column), cases(term));
}

/** Whether any message of a JSON message list holds the term. */
export function messagesHold(column: string, term: string): RawBuilder<SqlBool> {
  const contents = sql`json_extract(message.value, '$.content')`;
  return sql<SqlBool>`(${mightHold(column, term)}
    and exists (select 1 from json_each(${sql.ref(column)}) as message where ${likeAny(contents, cases(term))}))`;
}

/** Whether any text of the prompt in a JSON draft holds the term: system, examples, messages, template. */
export function draftHolds(column: string, term: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`(${mightHold(column, term)}
    and exists (select 1 from json_tree(${sql.ref(column)}, '$.prompt') as part
      where part.key in ('system', 'input', 'output', 'content', 'template')
      and ${likeAny(sql`part.atom`, cases(term))}))`;
}

/** Whether any text of a row of `cases` holds the term: what it asks, its expected answer, its name or its note. */
export function caseHolds(term: string): RawBuilder<SqlBool> {
  const inColumns = ['name', 'expected', 'note'].map((column) => holds(column, term));
  const inInput = sql<SqlBool>`(${mightHold('input', term)}
    and exists (select 1 from json_tree(input) as part where ${likeAny(sql`part.atom`, cases(term))}))`;
  return sql<SqlBool>`(${sql.join([...inColumns, inInput], sql` or `)})`;
}

/** A cheap first look at the JSON as a whole, whose keys and escapes would give false hits. */
function mightHold(column: string, term: string): RawBuilder<SqlBool> {
  return likeAny(
    sql.ref(column),
    cases(term).map((text) => JSON.stringify(text).slice(1, -1)),
  );
}

function likeAny(value: RawBuilder<unknown>, texts: readonly string[]): RawBuilder<SqlBool> {
  const likes = texts.map((text) => sql`${value} like ${`%${text.replace(/[\\%_]/g, '\\$&')}%`} escape '\\'`);
  return sql<SqlBool>`(${sql.join(likes, sql` or `)})`;
}

/** SQLite's `like` folds the case of ASCII letters only; other letters are looked for in each case they may have. */
function cases(term: string): readonly string[] {
  if (/^[\p{ASCII}]*$/u.test(term)) return [term];
  const lower = term.toLowerCase();
  const [first = ''] = lower;
  return [...new Set([term, lower, term.toUpperCase(), first.toUpperCase() + lower.slice(first.length)])];
}
