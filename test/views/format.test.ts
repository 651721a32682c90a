import fc from 'fast-check';
import { expect, test } from 'vitest';
import { usd } from '../../views/format.ts';

test.each<[bigint, string]>([
  [0n, '$0'],
  [7_400_000n, '$0.0000074'],
  [123_456_000_000n, '$0.123'],
  [999_400_000_000n, '$0.999'],
  [999_600_000_000n, '$1.00'],
  [999_999_999_999n, '$1.00'],
  [1_000_000_000_000n, '$1.00'],
  [12_345_678_000_000_000n, '$12,345.68'],
  [-999_600_000_000n, '$-1.00'],
])('%d pico-dollars read %s', (amount, text) => {
  expect(usd(amount)).toBe(text);
});

test('an amount that reads as a dollar or more has cents, and no other has three decimals that are zeros', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 10n ** 15n }), (amount) => {
      const text = usd(amount);
      const value = Number(text.replace(/[$,]/g, ''));
      if (value >= 1) expect(text).toMatch(/^\$[\d,]+\.\d\d$/);
      else expect(text).toMatch(/^\$0\.\d*[1-9]$/);
    }),
  );
});
