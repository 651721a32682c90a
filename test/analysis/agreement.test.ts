import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  agreement,
  agreementDifference,
  agreementInterval,
  agreementOf,
  answerEntropy,
  distinct,
  effectiveAnswers,
  groupAnswers,
  groupSizes,
  majority,
  millerMadowEntropy,
  rarefiedDistinct,
} from '../../src/analysis/agreement.ts';
import { everyList, H8, L8 } from './fixtures.ts';

const low = groupSizes(L8, 'norm');
const high = groupSizes(H8, 'norm');
const anyBounds = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 });
const anyAnswers = fc.array(fc.constantFrom('a', 'b', 'c', ' A.', ''), { maxLength: 20 });

describe('groups of equal answers', () => {
  test('put the most frequent first and name their members and their most frequent raw text', () => {
    expect(groupAnswers(['lyon', 'paris.', 'Paris', 'Paris', 'Lyon'], 'norm')).toEqual([
      { key: 'paris', text: 'Paris', members: [1, 2, 3] },
      { key: 'lyon', text: 'lyon', members: [0, 4] },
    ]);
  });

  test('keep groups of one size in the order first seen', () => {
    expect(groupAnswers(['b', 'a', 'c'], 'raw').map((group) => group.text)).toEqual(['b', 'a', 'c']);
  });

  test('keep answers apart that differ in a letter when folded raw', () => {
    expect(groupSizes(L8, 'raw')).toEqual([6, 1, 1]);
    expect(groupSizes(L8, 'norm')).toEqual([7, 1]);
  });

  test('compare an answer of over a million characters raw, whatever was asked, for what an endless stream leaves', () => {
    const most = 'a '.repeat(500_000);
    expect(groupSizes([most, most.toUpperCase()], 'norm')).toEqual([2]);
    expect(groupSizes([`${most}a`, `${most}A`], 'norm')).toEqual([1, 1]);
  });

  test('hold every sample exactly once, whatever the answers', () => {
    fc.assert(
      fc.property(anyAnswers, fc.constantFrom('raw' as const, 'norm' as const), (answers, equality) => {
        const members = groupAnswers(answers, equality).flatMap((group) => group.members);
        expect([...members].sort((a, b) => a - b)).toEqual(answers.map((_, position) => position));
      }),
    );
  });
});

describe('agreement', () => {
  test('is the share of pairs that agree', () => {
    expect(agreement(groupSizes(L8, 'raw'))).toBeCloseTo(0.535714, 6);
    expect(agreement(low)).toBe(0.75);
    expect(agreement(high)).toBeCloseTo(0.142857, 6);
  });

  test('counts two empty answers as agreeing', () => {
    expect(agreement(groupSizes(['', ''], 'raw'))).toBe(1);
  });

  test('is undefined under two samples', () => {
    expect(agreement([])).toBeNull();
    expect(agreement([1])).toBeNull();
    expect(agreementInterval([1])).toBeNull();
  });

  test('has a Wilson interval over half as many trials as samples', () => {
    expect(agreementInterval([7, 1])?.low).toBeCloseTo(0.300642, 6);
    expect(agreementInterval([7, 1])?.high).toBeCloseTo(0.954413, 6);
    expect(agreementInterval(high)?.low).toBeCloseTo(0.016823, 6);
    expect(agreementInterval(high)?.high).toBeCloseTo(0.618813, 6);
    expect(agreementInterval([5])?.low).toBeCloseTo(0.394231, 6);
    expect(agreementInterval([5])?.high).toBe(1);
  });

  test('has no interval under three samples', () => {
    expect(agreementInterval([1, 1])).toBeNull();
    expect(agreementInterval([2, 1])).not.toBeNull();
  });

  test('of several strata is the mean of theirs, over those with two samples', () => {
    expect(agreementOf([[7, 1], [1], high])?.value).toBeCloseTo((0.75 + 1 / 7) / 2, 12);
    expect(agreementOf([[1], []])).toBeNull();
    // Two strata that agree alike know as much as one of twice the samples.
    expect(agreementOf([[5], [5]])?.interval).toEqual(agreementInterval([10]));
  });

  test('is unbiased where the majority share is not: five equally likely answers, five samples', () => {
    const outcomes = everyList(['a', 'b', 'c', 'd', 'e'], 5).map((answers) => groupSizes(answers, 'raw'));
    const mean = (measure: (sizes: readonly number[]) => number) =>
      outcomes.reduce((sum, sizes) => sum + measure(sizes), 0) / outcomes.length;
    expect(mean((sizes) => agreement(sizes) ?? Number.NaN)).toBeCloseTo(0.2, 12);
    expect(mean((sizes) => majority(sizes)?.share ?? Number.NaN)).toBeCloseTo(0.46, 2);
  });
});

describe('does one side vary more?', () => {
  test.each([
    ['L8 against H8', low, high, 0.607143, -0.047423, 0.847287],
    ['Paris x10 against Paris x9 + Nice', [10], [9, 1], 0.2, -0.264325, 0.624465],
    ['Paris x20 against Lyon x20', [20], [20], 0, -0.277533, 0.277533],
    ['Paris x5 against Lyon x5', [5], [5], 0, -0.605769, 0.605769],
  ])('%s', (_, a, b, value, lowest, highest) => {
    const difference = agreementDifference([a], [b]);
    expect(difference?.value).toBeCloseTo(value, 6);
    expect(difference?.interval?.low).toBeCloseTo(lowest, 6);
    expect(difference?.interval?.high).toBeCloseTo(highest, 6);
  });

  test('is asked of the strata that have two samples on both sides', () => {
    expect(agreementDifference([[5], [1]], [[2, 1], [4]])?.value).toBeCloseTo(2 / 3, 12);
    expect(agreementDifference([[1]], [[4]])).toBeNull();
    expect(agreementDifference([[2]], [[4]])).toEqual({ value: 0, interval: null });
  });
});

describe('majority share', () => {
  test('is the largest group over all samples', () => {
    expect(majority(low)).toEqual({ share: 0.875, tied: false });
    expect(majority(high)).toEqual({ share: 0.375, tied: false });
  });

  test('shows a tie', () => {
    expect(majority([2, 2, 1])).toEqual({ share: 0.4, tied: true });
  });

  test('is undefined without samples', () => {
    expect(majority([])).toBeNull();
  });
});

describe('distinct answers', () => {
  test('are the number of groups', () => {
    expect(distinct(low)).toBe(2);
    expect(distinct(high)).toBe(5);
    expect(distinct([])).toBeNull();
  });

  test('can be rarefied to fewer samples', () => {
    expect(rarefiedDistinct(low, 5)).toBeCloseTo(1.625, 12);
    expect(rarefiedDistinct(high, 5)).toBeCloseTo(3.75, 12);
  });

  test('cannot be rarefied to more samples than there are, or to none', () => {
    expect(rarefiedDistinct(low, 9)).toBeNull();
    expect(rarefiedDistinct(low, 0)).toBeNull();
  });

  test('rarefied to all samples are the distinct answers, to one sample one', () => {
    fc.assert(
      fc.property(anyBounds, (sizes) => {
        const n = sizes.reduce((sum, size) => sum + size, 0);
        expect(rarefiedDistinct(sizes, n)).toBeCloseTo(sizes.length, 9);
        expect(rarefiedDistinct(sizes, 1)).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe('answer entropy', () => {
  test('is in nats, with its effective number of answers and its bias correction', () => {
    expect(answerEntropy(low)).toBeCloseTo(0.37677, 6);
    expect(answerEntropy(high)).toBeCloseTo(1.494175, 6);
    expect(effectiveAnswers(low)).toBeCloseTo(1.457569, 6);
    expect(effectiveAnswers(high)).toBeCloseTo(4.45566, 6);
    expect(millerMadowEntropy(low)).toBeCloseTo(0.43927, 6);
    expect(millerMadowEntropy(high)).toBeCloseTo(1.744175, 6);
  });

  test('is undefined without samples and zero for one answer', () => {
    expect([answerEntropy([]), effectiveAnswers([]), millerMadowEntropy([])]).toEqual([null, null, null]);
    expect(answerEntropy([4])).toBe(0);
  });
});

test('every measure stays within its bounds', () => {
  fc.assert(
    fc.property(anyBounds, (sizes) => {
      const n = sizes.reduce((sum, size) => sum + size, 0);
      const share = majority(sizes)?.share ?? Number.NaN;
      expect(share).toBeGreaterThanOrEqual(1 / sizes.length - 1e-12);
      expect(share).toBeLessThanOrEqual(1);
      expect(answerEntropy(sizes)).toBeLessThanOrEqual(Math.log(n) + 1e-9);
      expect(effectiveAnswers(sizes)).toBeLessThanOrEqual(sizes.length + 1e-9);
      const value = agreement(sizes);
      const interval = agreementInterval(sizes);
      if (value === null || interval === null) {
        expect(n).toBeLessThan(3);
        return;
      }
      expect(interval.low).toBeGreaterThanOrEqual(0);
      expect(interval.low).toBeLessThanOrEqual(value);
      expect(interval.high).toBeGreaterThanOrEqual(value);
      expect(interval.high).toBeLessThanOrEqual(1);
    }),
  );
});

test('no measure depends on the order of the samples or on what the answers are called', () => {
  const measures = [
    agreement,
    majority,
    distinct,
    answerEntropy,
    (sizes: readonly number[]) => rarefiedDistinct(sizes, 2),
  ];
  const all = (answers: readonly string[]) => measures.map((measure) => measure(groupSizes(answers, 'raw')));
  const names: Readonly<Record<string, string>> = { a: 'oui', b: 'non', c: '', ' A.': 'a', '': 'b' };
  fc.assert(
    fc.property(anyAnswers, (answers) => {
      const renamed = answers.map((answer) => names[answer] ?? answer);
      expect(all(renamed)).toEqual(all(answers));
      expect(all([...answers].reverse())).toEqual(all(answers));
    }),
  );
});
