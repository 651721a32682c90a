import type { Picodollars } from './cost.ts';

/** What a field for a limit holds: `limit` is `null` when the field is empty, which means off. */
export type LimitReading =
  | { readonly ok: true; readonly limit: bigint | null }
  | { readonly ok: false; readonly message: string };

const MONEY = /^\$?(\d{1,7})(?:\.(\d{1,6}))?$/;
const COUNT = /^\d{1,12}$/;

/** Dollars as typed, such as `0.25`, read exactly to a millionth. */
export function readMoneyLimit(typed: string): LimitReading {
  const text = typed.trim();
  if (text === '') return { ok: true, limit: null };
  const [, whole, decimals = ''] = MONEY.exec(text) ?? [];
  if (whole === undefined) {
    return { ok: false, message: 'Type dollars with at most six decimals, such as 0.25, or leave it empty for off.' };
  }
  return { ok: true, limit: BigInt(whole + decimals.padEnd(12, '0')) };
}

/** A whole number as typed, thousands with or without commas or spaces. */
export function readCountLimit(typed: string): LimitReading {
  const text = typed.trim().replace(/(?<=\d)[, ](?=\d{3}(?!\d))/g, '');
  if (text === '') return { ok: true, limit: null };
  if (!COUNT.test(text)) return { ok: false, message: 'Type a whole number, such as 500, or leave it empty for off.' };
  return { ok: true, limit: BigInt(text) };
}

/** A limit as it stands in its field; off is empty. */
export function moneyLimitText(limit: Picodollars | null): string {
  if (limit === null) return '';
  const decimals = String(limit % 1_000_000_000_000n)
    .padStart(12, '0')
    .replace(/0+$/, '');
  const whole = String(limit / 1_000_000_000_000n);
  return decimals === '' ? whole : `${whole}.${decimals.padEnd(2, '0')}`;
}

export function countLimitText(limit: bigint | null): string {
  return limit === null ? '' : String(limit);
}
