import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holm, mcnemarExact, signFlipTest } from '../../src/analysis/comparisons.ts';
import { everyList } from './fixtures.ts';

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
    expect(signFlipTest([], { steps: 3 })).toBeNull();
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

describe('sign flips of differences on a grid', () => {
  test('are exact, and the same as walking all signs', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 12 }), (thirds) => {
        const differences = thirds.map((third) => third / 3);
        const walked = signFlipTest(differences);
        const built = signFlipTest(differences, { steps: 3 });
        expect(built?.p).toBeCloseTo(walked?.p ?? Number.NaN, 10);
        expect(built?.difference).toBeCloseTo(walked?.difference ?? Number.NaN, 12);
      }),
    );
  });

  test('are exact for hundreds of cases, where McNemar’s test says the same of single answers', () => {
    const differences = [...Array(120).fill(1), ...Array(80).fill(-1)] as number[];
    const result = signFlipTest(differences, { steps: 1 });
    expect(result?.method).toBe('exact');
    expect(result?.p).toBeCloseTo(mcnemarExact({ lost: 80, gained: 120 }).p, 10);
  });

  test('are drawn where the grid is too fine', () => {
    const many = Array.from({ length: 400 }, (_, index) => ((index % 7) - 2) / 99_991);
    expect(signFlipTest(many, { steps: 99_991 * 1_000 })?.method).toBe('sampled');
  });
});
