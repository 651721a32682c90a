import type { z } from 'zod';

type Issue = z.core.$ZodRawIssue;

/**
 * What is wrong with a value, and what it must be, where its schema has no words of its own: “must be a text”. The field is named
 * before it.
 */
export function issueWords(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return needed(issue, KINDS[issue.expected] ?? 'of another kind');
    case 'invalid_value':
      return needed(issue, oneOf(issue.values));
    case 'unrecognized_keys':
      return `must not have the field ${issue.keys.join(', ')}`;
    case 'too_small':
      return bound(issue, Number(issue.minimum), issue.inclusive === false ? 'more than' : 'at least');
    case 'too_big':
      return bound(issue, Number(issue.maximum), issue.inclusive === false ? 'less than' : 'at most');
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_format':
      return FORMATS[issue.format] ?? 'is not written in the form that it must have';
    case 'invalid_union':
      return unionWords(issue);
    default:
      return 'cannot be used here';
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
  date: 'a date',
};

function needed({ input }: { readonly input: unknown }, what: string): string {
  return input === undefined ? `is missing: it must be ${what}` : `must be ${what}`;
}

function oneOf(values: readonly unknown[]): string {
  return `${values.length === 1 ? '' : 'one of '}${values.map(String).join(', ')}`;
}

const FORMATS: Readonly<Record<string, string>> = {
  datetime: 'must be a time, as 2026-11-27T10:00:00Z',
  date: 'must be a day, as 2026-11-27',
};

/** Texts and lists have a length, numbers a size. */
function bound({ origin }: { readonly origin: string }, limit: number, most: string): string {
  const least = most === 'at least' && limit === 1;
  if (origin === 'string') return least ? 'must not be empty' : `must have ${most} ${limit} characters`;
  if (origin === 'array') return least ? 'must hold at least one item' : `must hold ${most} ${limit} items`;
  return `must be ${most} ${limit}`;
}

/** What each form would have to be; where one was begun rightly, what is wrong within it. */
function unionWords(issue: Extract<Issue, { readonly code: 'invalid_union' }>): string {
  if ('options' in issue && Array.isArray(issue.options)) return `must be ${oneOf(issue.options)}`;
  const within = issue.errors.find((branch) => branch.length > 0 && branch.every(({ path }) => path.length > 0));
  const [first] = within ?? [];
  if (first !== undefined) return `${first.path.join('.')} ${first.message}`;
  const messages = issue.errors.flatMap((branch) => branch.slice(0, 1).map(({ message }) => message));
  return messages.length === 0 ? 'is of no kind that is known here' : [...new Set(messages)].join(', or ');
}
