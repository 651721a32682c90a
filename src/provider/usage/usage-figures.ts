import { fromUsd, isPossibleCost, type Picodollars } from '../../domain/money/cost.ts';
import { isPossibleCount } from '../../domain/run/usage.ts';
import type { Json } from '../json.ts';

/** The most parts that a sum can have: services send a handful. */
const MAX_PARTS = 40;

/** Reads single figures, and remembers whether one of them cannot be. */
export class Figures {
  areImpossible = false;

  /** A count, be it written as text; `null` when it is no number at all. */
  count(given: unknown): number | null {
    const value = numberIn(given);
    if (value === null) return null;
    if (!isPossibleCount(value)) this.areImpossible = true;
    return value;
  }

  /** The names of the parts of a sum; none of one that has more than can be. */
  partsOf(sum: Json): readonly string[] {
    const names = Object.keys(sum);
    if (names.length <= MAX_PARTS) return names;
    this.areImpossible = true;
    return [];
  }

  /** Pico-dollars of an amount that is given in other units. */
  money(value: unknown, picodollarsPerUnit: number): Picodollars | null {
    const amount = numberIn(value);
    if (amount === null) return null;
    const usd = (amount * picodollarsPerUnit) / 1e12;
    if (Number.isFinite(usd) && usd >= 0 && isPossibleCost(fromUsd(usd))) return fromUsd(usd);
    this.areImpossible = true;
    return null;
  }
}

const NUMBER = /^[+-]?(\d{1,400}\.?\d{0,400}|\.\d{1,400})(e[+-]?\d{1,4})?$/i;
const NO_NUMBER = /^[+-]?(nan|inf(inity)?)$/i;
const MAX_FIGURE = 1_000;

/** A number, or a text that is one, `NaN` and `Infinity` among them; `null` for anything else. */
function numberIn(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.length > MAX_FIGURE) return null;
  const text = value.trim();
  if (NO_NUMBER.test(text)) return Number.NaN;
  return NUMBER.test(text) ? Number(text) : null;
}
