import * as z from 'zod';
import { type CompletionFilter, PERIODS, SPEND_GROUPS } from '../domain/history/history.ts';
import { type Calendar, timeOf } from '../domain/history/time-zone.ts';
import { fromUsd } from '../domain/money/cost.ts';
import { MEASURES } from '../domain/money/spend.ts';
import { COMPLETION_STATUSES, RATINGS } from '../domain/run/completion.ts';
import { type FieldError, ValidationError } from '../errors.ts';
import { validated } from '../platform/input/validated.ts';

const MAX_ROWS = 1_000;

const id = z.coerce.number().int().positive();
const TIME = 'must be a day, as 2026-11-27, or a time, as 2026-11-27T10:00 or 2026-11-27T10:00:00Z';
/** The plus sign of `+01:00`, which an address has as a space unless it is written `%2B`. */
const LOST_PLUS = /(?<=T[\d:.]+) (?=\d\d:\d\d$)/;
/** A moment; a time of the calendar's zone, where it says none; or the beginning of a day of the calendar. */
const timeIn = (calendar: Calendar) =>
  z
    .string()
    .transform((text) => text.replace(LOST_PLUS, '+'))
    .pipe(
      z.union(
        [
          z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
          z.iso.datetime({ local: true }).transform((text) => new Date(timeOf(calendar, text))),
          z.iso.date().transform((day) => new Date(calendar.startOf(day))),
        ],
        { error: TIME },
      ),
    )
    .optional();

const yesOrNo = z.enum(['true', 'false']).transform((text) => text === 'true');
/** Up to a million dollars: the file holds pico-dollars up to 2^63, nine million. */
const dollars = z.coerce.number('must be a number of US dollars').min(0).max(1e6).transform(fromUsd);
const milliseconds = z.coerce.number('must be a number of milliseconds').min(0);

const filterSchema = z.object({
  model: z.string().optional(),
  connection: z.string().optional(),
  temperature: z
    .union([z.literal('null').transform(() => null), z.coerce.number()], {
      error: 'must be a number, or “null” for not sent',
    })
    .optional(),
  notebook: id.optional(),
  experiment: id.optional(),
  version: id.optional(),
  run: id.optional(),
  status: z.enum(COMPLETION_STATUSES).optional(),
  rating: z.enum(RATINGS).optional(),
  passed: yesOrNo.optional(),
  pinned: yesOrNo.optional(),
  noted: yesOrNo.optional(),
  min_cost: dollars.optional(),
  max_cost: dollars.optional(),
  min_duration_ms: milliseconds.optional(),
  max_duration_ms: milliseconds.optional(),
  q: z.string().max(500).optional(),
});

/** The names of all that a filter may hold, in a query string. */
export const FILTER_FIELDS: readonly string[] = [...Object.keys(filterSchema.shape), 'from', 'to'];

/** Making a schema costs more than reading with it; a process knows one calendar or two. */
const filters = new WeakMap<Calendar, ReturnType<typeof schemaIn>>();

function filterIn(calendar: Calendar) {
  const known = filters.get(calendar) ?? schemaIn(calendar);
  filters.set(calendar, known);
  return known;
}

function schemaIn(calendar: Calendar) {
  const time = timeIn(calendar);
  return filterSchema.extend({ from: time, to: time });
}

/** Nothing lies between a low and a high that have changed places. */
const RANGES = [
  { low: 'from', high: 'to', words: ['later than', 'an earlier', 'a later'] },
  { low: 'min_cost', high: 'max_cost', words: ['above', 'a lower', 'a higher'] },
  { low: 'min_duration_ms', high: 'max_duration_ms', words: ['above', 'a lower', 'a higher'] },
] as const;

/**
 * The filter in a query string, whose days are those of the calendar; empty fields are as good as none.
 * @param called what the reader of an error knows a field as
 * @throws ValidationError naming the field, or both fields of a range that nothing can lie in
 */
export function readCompletionFilter(
  query: Readonly<Record<string, string>>,
  calendar: Calendar,
  called: (field: string) => string = (field) => field,
): CompletionFilter {
  const fields = validated(filterIn(calendar), filledIn(query));
  const crossed = RANGES.flatMap(({ low, high, words: [beyond, lower, higher] }) => {
    const [least, most] = [fields[low], fields[high]];
    if (least === undefined || most === undefined || least <= most) return [];
    const [from, to] = [called(low), called(high)];
    const message = `${from} must not be ${beyond} ${to}: give ${lower} ${from} or ${higher} ${to}.`;
    return [{ path: low, message }];
  });
  if (crossed.length > 0) throw new ValidationError(crossed);
  return filterOf(fields);
}

function filterOf(fields: z.infer<ReturnType<typeof schemaIn>>): CompletionFilter {
  const { min_cost, max_cost, min_duration_ms, max_duration_ms, ...others } = fields;
  const filter = {
    ...others,
    minCost: min_cost,
    maxCost: max_cost,
    minDuration: min_duration_ms,
    maxDuration: max_duration_ms,
  };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

const viewSchema = z.object({
  by: z.enum(SPEND_GROUPS).default('experiment'),
  period: z.enum(PERIODS).nullable().default(null),
  measure: z.enum(MEASURES).nullable().default(null),
});

/** How spending shall be shown; what is left open is chosen by what there is to show. */
export type SpendView = z.infer<typeof viewSchema>;

/** @throws ValidationError naming the field */
export function readSpendView(query: Readonly<Record<string, string>>): SpendView {
  return validated(viewSchema, filledIn(query));
}

/** Without the fields that a form sends empty. */
export function filledIn(query: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
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
  const parsed = z.coerce.number().int().min(1).max(MAX_ROWS).safeParse(text);
  if (parsed.success) return parsed.data;
  throw new ValidationError([{ path: 'limit', message: `limit must be a whole number from 1 to ${MAX_ROWS}.` }]);
}

function optionalId(text: string | undefined, error: FieldError): number | null {
  if (text === undefined || text === '') return null;
  const parsed = id.safeParse(text);
  if (!parsed.success) throw new ValidationError([error]);
  return parsed.data;
}
