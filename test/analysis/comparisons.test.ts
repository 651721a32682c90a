import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agreement, groupSizes } from '../../src/analysis/agreement.ts';
import {
  agreementTest,
  comparisonVerdict,
  holm,
  mcnemarExact,
  sampleSizeHint,
  signFlipTest,
} from '../../src/analysis/comparisons.ts';
import { everyList, H8, L8 } from './fixtures.ts';

const raw = { fold: 'raw' } as const;

/** Deals the samples out in every possible way, one by one. */
function byEnumeration(first: readonly string[], second: readonly string[]): number {
  const all = [...first, ...second];
  const distance = (sides: readonly boolean[]) => {
    const [a, b] = [true, false].map(
      (side) =>
        agreement(
          groupSizes(
            all.filter((_, i) => sides[i] === side),
            'raw',
          ),
        ) ?? 0,
    );
    return Math.abs((a ?? 0) - (b ?? 0));
  };
  const observed = distance(all.map((_, i) => i < first.length));
  const splits = everyList([true, false], all.length).filter((sides) => sides.filter(Boolean).length === first.length);
  return splits.filter((sides) => distance(sides) >= observed - 1e-12).length / splits.length;
}

describe('permutation test of agreement', () => {
  test('of a settled against a scattered column', () => {
    const result = agreementTest(L8, H8, { fold: 'norm' });
    expect(result?.difference).toBeCloseTo(0.607143, 6);
    expect(result?.p).toBeCloseTo(810 / 12870, 12);
    expect(result?.p).toBeCloseTo(0.062937, 6);
    expect(result?.method).toBe('exact');
  });

  test('of five samples a side', () => {
    const result = agreementTest(
      ['Paris', 'Paris', 'Paris', 'Paris', 'Lyon'],
      ['Paris', 'Lyon', 'Nice', 'Paris', 'Lille'],
      raw,
    );
    expect(result?.difference).toBeCloseTo(0.5, 12);
    expect(result?.p).toBeCloseTo(72 / 252, 12);
  });

  test('agrees with dealing the samples out in every possible way', () => {
    const side = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(side, side, (first, second) => {
        expect(agreementTest(first, second, raw)?.p).toBeCloseTo(byEnumeration(first, second), 10);
      }),
      { numRuns: 60 },
    );
  });

  test('does not depend on which side is first, on the order of samples or on the names of answers', () => {
    const side = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 2, maxLength: 6 });
    const renamed = (answers: readonly string[]) => answers.map((answer) => `${answer}${answer}`);
    fc.assert(
      fc.property(side, side, (first, second) => {
        const p = agreementTest(first, second, raw)?.p ?? Number.NaN;
        expect(agreementTest(second, first, raw)?.p).toBeCloseTo(p, 10);
        expect(agreementTest([...first].reverse(), second, raw)?.p).toBeCloseTo(p, 10);
        expect(agreementTest(renamed(first), renamed(second), raw)?.p).toBeCloseTo(p, 10);
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('stays exact for many samples of few answers', () => {
    const yes = Array<string>(60).fill('yes');
    const mixed = [...Array<string>(40).fill('yes'), ...Array<string>(20).fill('no')];
    const result = agreementTest(yes, mixed, raw);
    expect(result?.method).toBe('exact');
    expect(result?.p).toBeLessThan(0.001);
  });

  test('draws at random, repeatably, when there are too many splits', () => {
    const settled = [...Array<string>(15).fill('a'), 'b', 'c', 'd', 'e', 'f'];
    const scattered = Array.from({ length: 20 }, (_, i) => `x${i}`);
    const result = agreementTest(settled, scattered, { ...raw, seed: 7 });
    expect(result?.method).toBe('sampled');
    expect(result?.p).toBeLessThan(0.01);
    expect(result?.p).toBeGreaterThan(0);
    expect(agreementTest(settled, scattered, { ...raw, seed: 7 })).toEqual(result);
  });

  test('sampled, stays close to the exact chance', () => {
    // All but one pair of samples distinct: the sides agree unless chance parts the pair.
    const first = ['same', 'same', ...Array.from({ length: 9 }, (_, i) => `a${i}`)];
    const second = Array.from({ length: 11 }, (_, i) => `b${i}`);
    const chanceTogether = (2 * ((11 * 10) / 2)) / ((22 * 21) / 2);
    const result = agreementTest(first, second, raw);
    expect(result?.method).toBe('sampled');
    expect(result?.p).toBeCloseTo(chanceTogether, 1);
  });

  test('is undefined with fewer than two samples on a side', () => {
    expect(agreementTest(['a'], ['a', 'b'], raw)).toBeNull();
    expect(agreementTest(['a', 'b'], [], raw)).toBeNull();
  });
});

describe("McNemar's exact test", () => {
  test.each([
    [1, 8, 0.0390625],
    [0, 5, 0.0625],
    [0, 6, 0.03125],
    [2, 9, 0.0654297],
    [0, 0, 1],
  ])('of %d lost and %d gained', (lost, gained, p) => {
    expect(mcnemarExact({ lost, gained }).p).toBeCloseTo(p, 7);
    expect(mcnemarExact({ lost: gained, gained: lost }).p).toBeCloseTo(p, 7);
  });

  test('agrees with walking through every way the flips could have gone', () => {
    for (const [lost, gained] of everyList([0, 1, 2, 3, 4, 5, 6], 2)) {
      const flips = (lost ?? 0) + (gained ?? 0);
      const smaller = Math.min(lost ?? 0, gained ?? 0);
      const ways = everyList([0, 1], flips).map((signs) => signs.filter(Boolean).length);
      const asFar = ways.filter((gains) => Math.min(gains, flips - gains) <= smaller).length;
      expect(mcnemarExact({ lost: lost ?? 0, gained: gained ?? 0 }).p).toBeCloseTo(asFar / ways.length, 12);
    }
  });

  test('says when the flips are too few for any result to count', () => {
    expect(mcnemarExact({ lost: 0, gained: 5 }).tooFewFlips).toBe(true);
    expect(mcnemarExact({ lost: 3, gained: 3 }).tooFewFlips).toBe(false);
    for (let flips = 0; flips < 6; flips++) expect(mcnemarExact({ lost: 0, gained: flips }).p).toBeGreaterThan(0.05);
  });

  test('holds for thousands of flips', () => {
    expect(mcnemarExact({ lost: 2000, gained: 2000 }).p).toBe(1);
    expect(mcnemarExact({ lost: 1900, gained: 2100 }).p).toBeCloseTo(0.00165, 4);
  });
});

describe('sign-flip test', () => {
  const differences = [0.2, 0.1, 0, 0.3, -0.1, 0.2, 0.1, 0.4];

  test('of eight cases is exact', () => {
    const result = signFlipTest(differences);
    expect(result?.difference).toBeCloseTo(0.15, 12);
    expect(result?.p).toBe(0.0625);
    expect(result?.method).toBe('exact');
  });

  test('agrees with McNemar when each case passes or fails', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(-1, 0, 1), { minLength: 1, maxLength: 10 }), (outcomes) => {
        const lost = outcomes.filter((outcome) => outcome < 0).length;
        const gained = outcomes.filter((outcome) => outcome > 0).length;
        expect(signFlipTest(outcomes)?.p).toBeCloseTo(mcnemarExact({ lost, gained }).p, 10);
      }),
      { numRuns: 40 },
    );
  });

  test('draws signs at random, repeatably, beyond sixteen cases', () => {
    const many = [...differences, ...differences, ...differences];
    const result = signFlipTest(many, { seed: 3 });
    expect(result?.method).toBe('sampled');
    expect(result?.p).toBeLessThan(0.01);
    expect(signFlipTest(many, { seed: 3 })).toEqual(result);
  });

  test('is undefined without cases', () => {
    expect(signFlipTest([])).toBeNull();
  });
});

describe('Holm', () => {
  test('adjusts in the order given', () => {
    expect(holm([0.01, 0.02, 0.03, 0.2]).map((p) => Number(p.toFixed(12)))).toEqual([0.04, 0.06, 0.06, 0.2]);
    expect(holm([0.2, 0.01, 0.03, 0.02]).map((p) => Number(p.toFixed(12)))).toEqual([0.2, 0.04, 0.06, 0.06]);
    expect(holm([])).toEqual([]);
  });

  test('never lowers a p-value, never passes 1 and keeps their ranks', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (pValues) => {
        const adjusted = holm(pValues);
        for (const [i, p] of pValues.entries()) {
          expect(adjusted[i]).toBeGreaterThanOrEqual(p);
          expect(adjusted[i]).toBeLessThanOrEqual(1);
          for (const [j, q] of pValues.entries()) {
            if (p < q) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j] ?? 0);
          }
        }
      }),
    );
  });
});

test('under ten samples a figure is a hint, not proof', () => {
  expect(sampleSizeHint(9)).toBe('hint, not proof');
  expect(sampleSizeHint(10)).toBeNull();
});

test('a p-value is put in words that promise no more than it does', () => {
  expect(comparisonVerdict(0.06, 5)).toBe('cannot tell from 5 samples');
  expect(comparisonVerdict(0.05, 20)).toBe('differ by more than chance would explain');
});
