import type { SpendingDay } from '../history/reporting-days.ts';
import type { Parsed } from '../run/value-list.ts';
import type { Picodollars, UnitPrices } from './cost.ts';

/** A price that a person set for a model on a connection, in pico-dollars per token. */
export interface NewPrice {
  readonly connection: string;
  readonly model: string;
  /** The first day it holds, `YYYY-MM-DD`. */
  readonly from: string;
  readonly input: Picodollars;
  /** `null`: as any input. */
  readonly cachedInput: Picodollars | null;
  /** Of input written to the cache; absent: as any input. */
  readonly cacheWrite?: Picodollars;
  readonly output: Picodollars;
}

export interface CustomPrice extends NewPrice {
  readonly id: number;
  readonly setAt: Date;
}

/** What pricing past requests of one model would come to. */
export interface PriceBackfill {
  /** Requests, earlier attempts included, that have token counts but no cost. */
  readonly requests: number;
  readonly picodollars: Picodollars;
  /** Those that stay without a cost, as their tokens are not known. */
  readonly unknown: number;
}

/** What priced past requests of one run, sent on one day, came to. */
export interface PricedSpending {
  readonly run: number;
  readonly notebook: number;
  readonly connection: string;
  readonly day: SpendingDay;
  readonly requests: number;
  readonly picodollars: Picodollars;
}

/** What pricing past requests came to, and whose spending that is. */
export interface BackfilledPrices extends PriceBackfill {
  readonly spending: readonly PricedSpending[];
}

/** Requests of one model that have no known cost. */
export interface UnpricedModel {
  readonly connection: string;
  readonly model: string;
  readonly requests: number;
}

/** Dearer than anything sold: beyond it, sums of costs might not fit into the data file. */
const MAX_PER_MILLION = 100_000;
const DECIMAL = /^(\d{1,9})(?:\.(\d*))?$|^\.(\d+)$/;

/**
 * Reads US dollars per million tokens as they are typed, `1.25` or `$.0375`, into pico-dollars per token; exact, as nothing goes
 * through floating point. `label` names the field.
 */
export function parsePerMillion(text: string, label: string): Parsed<Picodollars> {
  const typed = text.trim().replace(/^\$\s*/, '');
  const wrong = (message: string): Parsed<Picodollars> => ({ ok: false, message: `${label}: ${message}` });
  if (typed === '') return wrong('type a price in US dollars per million tokens, as in 1.25.');
  if (typed.startsWith('-')) return wrong('a price cannot be below 0.');
  if (/^\d+,\d+$/.test(typed)) return wrong(`write the decimals after a point: ${typed.replace(',', '.')}.`);
  const parts = DECIMAL.exec(typed);
  if (parts === null) return wrong(`“${typed.slice(0, 40)}” is not a price; type digits, as in 1.25.`);
  const decimals = (parts[2] ?? parts[3] ?? '').replace(/0+$/, '');
  if (decimals.length > 6) return wrong('at most six decimals: $0.000001 per million is the smallest price kept.');
  const picodollars = BigInt(parts[1] ?? '0') * 1_000_000n + BigInt(decimals.padEnd(6, '0'));
  if (picodollars > BigInt(MAX_PER_MILLION) * 1_000_000n) {
    return wrong(`more than $${MAX_PER_MILLION} per million tokens is surely a slip.`);
  }
  return { ok: true, value: picodollars };
}

/** Pico-dollars per token as US dollars per million tokens, in exact decimals: `1.25`. */
export function perMillionText(picodollars: Picodollars): string {
  const digits = String(picodollars).padStart(7, '0');
  const decimals = digits.slice(-6).replace(/0+$/, '');
  return decimals === '' ? digits.slice(0, -6) : `${digits.slice(0, -6)}.${decimals}`;
}

/** Reads the first day a price holds; empty is today. A later day is allowed: it then waits. */
export function parseDay(text: string, today: string, label: string): Parsed<string> {
  const typed = text.trim();
  if (typed === '') return { ok: true, value: today };
  const time = /^\d{4}-\d{2}-\d{2}$/.test(typed) ? Date.parse(`${typed}T00:00:00Z`) : Number.NaN;
  const isDay = !Number.isNaN(time) && new Date(time).toISOString().startsWith(typed);
  return isDay ? { ok: true, value: typed } : { ok: false, message: `${label}: type a day as in ${today}.` };
}

/** Of the prices of one model, the one that holds on a day: the latest that has come, and of one day the last set. */
export function priceOn(prices: readonly CustomPrice[], day: string): CustomPrice | null {
  return prices.filter(({ from }) => from <= day).reduce<CustomPrice | null>(later, null);
}

/** The price for a request of the past: the one that held then, else the first that was ever set. */
export function priceInPast(prices: readonly CustomPrice[], day: string): CustomPrice | null {
  const [first = null] = [...prices].sort((a, b) => (a.from === b.from ? b.id - a.id : a.from < b.from ? -1 : 1));
  return priceOn(prices, day) ?? first;
}

function later(known: CustomPrice | null, one: CustomPrice): CustomPrice {
  if (known === null || one.from > known.from) return one;
  return one.from === known.from && one.id > known.id ? one : known;
}

/** One's own price as it is kept with what was asked. */
export function unitPrices({ input, cachedInput, cacheWrite, output, model, from }: NewPrice): UnitPrices {
  return {
    input,
    cachedInput,
    ...(cacheWrite === undefined ? {} : { cacheWrite }),
    output,
    model,
    date: from,
    own: true,
  };
}
