import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CustomPrice,
  parseDay,
  parsePerMillion,
  perMillionText,
  priceInPast,
  priceOn,
} from '../../../src/domain/money/custom-price.ts';

describe('a typed price is read exactly', () => {
  test.each([
    ['1.25', 1_250_000n],
    [' $0.0375 ', 37_500n],
    ['.000001', 1n],
    ['10', 10_000_000n],
    ['2.', 2_000_000n],
    ['0', 0n],
    ['0.1000000000', 100_000n],
    ['100000', 100_000_000_000n],
  ])('%s', (text, picodollars) => {
    expect(parsePerMillion(text, 'Input')).toEqual({ ok: true, value: picodollars });
  });

  test('whatever is kept reads back as itself', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 100_000_000_000n), (picodollars) => {
        expect(parsePerMillion(perMillionText(picodollars), 'Input')).toEqual({ ok: true, value: picodollars });
      }),
    );
  });

  test.each([
    ['', 'Input: type a price in US dollars per million tokens, as in 1.25.'],
    ['-1', 'Input: a price cannot be below 0.'],
    ['1,25', 'Input: write the decimals after a point: 1.25.'],
    ['0.0000001', 'Input: at most six decimals: $0.000001 per million is the smallest price kept.'],
    ['100000.000001', 'Input: more than $100000 per million tokens is surely a slip.'],
    ['1e3', 'Input: “1e3” is not a price; type digits, as in 1.25.'],
    ['NaN', 'Input: “NaN” is not a price; type digits, as in 1.25.'],
    ['.', 'Input: “.” is not a price; type digits, as in 1.25.'],
  ])('“%s” is refused in words', (text, message) => {
    expect(parsePerMillion(text, 'Input')).toEqual({ ok: false, message });
  });
});

test.each([
  ['', '2026-11-22'],
  ['2025-02-28', '2025-02-28'],
  ['2025-02-29', null],
  ['2025-2-1', null],
  ['yesterday', null],
])('the day “%s” is %s', (text, day) => {
  const read = parseDay(text, '2026-11-22', 'Holds from');
  expect(read).toEqual(
    day === null ? { ok: false, message: 'Holds from: type a day as in 2026-11-22.' } : { ok: true, value: day },
  );
});

const price = (id: number, from: string): CustomPrice => ({
  id,
  from,
  connection: 'openai',
  model: 'm',
  input: BigInt(id),
  cachedInput: null,
  output: 0n,
  setAt: new Date(0),
});

test('the latest price that has come holds, and of one day the last set; the past takes the first for what was before', () => {
  const prices = [price(1, '2026-03-01'), price(2, '2026-01-01'), price(3, '2026-03-01'), price(4, '2027-01-01')];
  const held = (day: string) => priceOn(prices, day)?.id ?? null;
  expect(['2025-12-31', '2026-01-01', '2026-02-28', '2026-03-01', '2026-12-31', '2027-01-01'].map(held)).toEqual([
    null,
    2,
    2,
    3,
    3,
    4,
  ]);
  expect(priceInPast(prices, '2025-12-31')?.id).toBe(2);
  expect(priceInPast(prices, '2026-03-02')?.id).toBe(3);
  expect(priceInPast([], '2026-03-02')).toBeNull();
});
