import { z } from 'zod';
import { COMPLETION_STATUSES, RATINGS } from '../domain/completion.ts';
import type { CompletionFilter } from '../domain/history.ts';
import { type FieldError, ValidationError } from '../errors.ts';
import { fieldErrors } from './field-errors.ts';

const MOST_ROWS = 1_000;

const id = z.coerce.number().int().positive();
const date = z.iso
  .datetime({ offset: true })
  .or(z.iso.date())
  .transform((text) => new Date(text));

const yesOrNo = z.enum(['true', 'false']).transform((text) => text === 'true');

const filterSchema = z.object({
  model: z.string().optional(),
  connection: z.string().optional(),
  temperature: z
    .literal('null')
    .transform(() => null)
    .or(z.coerce.number('must be a number, or “null” for not sent'))
    .optional(),
  notebook: id.optional(),
  run: id.optional(),
  status: z.enum(COMPLETION_STATUSES).optional(),
  rating: z.enum(RATINGS).optional(),
  pinned: yesOrNo.optional(),
  noted: yesOrNo.optional(),
  from: date.optional(),
  to: date.optional(),
  q: z.string().max(500).optional(),
});

/**
 * The filter in a query string; empty fields are as good as none.
 * @throws ValidationError naming the field
 */
export function readCompletionFilter(query: Readonly<Record<string, string>>): CompletionFilter {
  const filled = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
  const parsed = filterSchema.safeParse(filled);
  if (!parsed.success) throw new ValidationError(fieldErrors(parsed.error));
  return Object.fromEntries(Object.entries(parsed.data).filter(([, value]) => value !== undefined));
}

/** The id that ended the page before, from a query string. */
export function readCursor(text: string | undefined): number | null {
  return optionalId(text, { path: 'cursor', message: 'cursor must be the one a page gave.' });
}

/** The notebook to look in, from a query string. */
export function readNotebook(text: string | undefined): number | null {
  return optionalId(text, { path: 'notebook', message: 'notebook must be the id of a notebook.' });
}

/** How many rows a page has, from a query string. */
export function readLimit(text: string | undefined, fallback: number): number {
  if (text === undefined || text === '') return fallback;
  const parsed = z.coerce.number().int().min(1).max(MOST_ROWS).safeParse(text);
  if (parsed.success) return parsed.data;
  throw new ValidationError([{ path: 'limit', message: `limit must be a whole number from 1 to ${MOST_ROWS}.` }]);
}

function optionalId(text: string | undefined, error: FieldError): number | null {
  if (text === undefined || text === '') return null;
  const parsed = id.safeParse(text);
  if (!parsed.success) throw new ValidationError([error]);
  return parsed.data;
}
