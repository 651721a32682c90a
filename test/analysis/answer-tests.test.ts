import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agreement, groupSizes } from '../../src/analysis/agreement.ts';
import { type Stratum, type TestOfAnswers, testAnswers } from '../../src/analysis/answer-tests.ts';
import { everyList, H8, L8 } from './fixtures.ts';

const times = (n: number, answer: string) => Array<string>(n).fill(answer);
const different = (n: number, name: string) => Array.from({ length: n }, (_, i) => `${name}${i}`);

function pairTest(first: readonly string[], second: readonly string[], seed = 1): TestOfAnswers | null {
  return pairOf([[first, second]], seed);
}

function pairOf(strata: readonly Stratum[], seed = 1): TestOfAnswers | null {
  return testAnswers({ strata, equality: 'norm', sweep: false, pairs: [[0, 1]] }, { seed })?.pairs[0] ?? null;
}

function sweepOf(strata: readonly Stratum[], seed = 1): TestOfAnswers | null {
  return testAnswers({ strata, equality: 'norm', sweep: true, pairs: [] }, { seed })?.sweep ?? null;
}

const S4 = ['The cat sat on the mat.', 'The cat sat on a mat.', 'A cat sat on the mat.', 'The cat sat on the red mat.'];
const T4 = [
  'A dog slept in the shade.',
  'The dog slept in the sun.',
  'A cat slept in the sun.',
  'A dog slept under the sun.',
];

describe('are the answers of two sides different?', () => {
  test.each([
    ['Paris x5 against Lyon x5', times(5, 'Paris'), times(5, 'Lyon'), 2, 2 / 252],
    ['Paris x3 against Lyon x3', times(3, 'Paris'), times(3, 'Lyon'), 2, 2 / 20],
    ['Paris x10 against Lyon x10', times(10, 'Paris'), times(10, 'Lyon'), 2, 2 / 184756],
    ['L8 against H8', L8, H8, 0.174107, 1530 / 12870],
    ['Paris x10 against Paris x9 + Nice', times(10, 'Paris'), [...times(9, 'Paris'), 'Nice'], 0, 1],
    ['Paris x10 against Lyon x9 + Nice', times(10, 'Paris'), [...times(9, 'Lyon'), 'Nice'], 1.8, 2 / 184756],
    [
      'Paris x4 + Lyon against Paris, Lyon, Nice, Paris, Lille',
      [...times(4, 'Paris'), 'Lyon'],
      ['Paris', 'Lyon', 'Nice', 'Paris', 'Lille'],
      -0.02,
      172 / 252,
    ],
    ['the same answer everywhere', times(5, 'Paris'), times(5, 'Paris'), 0, 1],
  ])('%s', (_, first, second, statistic, p) => {
    const result = pairTest(first, second);
    expect(result?.statistic).toBeCloseTo(statistic, 6);
    expect(result?.p).toBeCloseTo(p, 12);
    expect(result?.method).toBe('exact');
  });

  test('twenty against twenty are drawn: no draw is as far apart', () => {
    const result = pairTest(times(20, 'Paris'), times(20, 'Lyon'));
    expect(result).toMatchObject({ statistic: 2, method: 'sampled' });
    expect(result?.p).toBe(1 / 10001);
  });

  test('texts are compared by ROUGE-L, and it says so', () => {
    const tests = testAnswers({ strata: [[S4, T4]], equality: 'norm', sweep: true, pairs: [[0, 1]] });
    expect(tests).toMatchObject({ kernel: 'rouge_l', words: 500, sweep: { method: 'sampled' } });
    expect(tests?.pairs[0]?.statistic).toBeCloseTo(0.975427, 6);
    expect(tests?.pairs[0]?.p).toBeCloseTo(2 / 70, 12);
    expect(tests?.pairs[0]?.method).toBe('exact');
  });

  test('short answers are compared by equality, by the switch that says what is equal', () => {
    const sides = [
      ['Yes', 'Yes', 'Yes'],
      ['yes.', 'yes.', 'yes.'],
    ] as const;
    expect(pairTest(...sides)?.statistic).toBe(0);
    const raw = testAnswers({ strata: [sides], equality: 'raw', sweep: false, pairs: [[0, 1]] });
    expect(raw).toMatchObject({ kernel: 'equal', words: null, pairs: [{ statistic: 2 }] });
  });

  test('texts count by 500 words, above 3,000 pairs by 150', () => {
    const opening = Array.from({ length: 150 }, (_, i) => `word${i}`).join(' ');
    const texts = (n: number) => Array.from({ length: n }, (_, i) => `${opening} end${i}`);
    const few = testAnswers({ strata: [[texts(10), texts(10)]], equality: 'norm', sweep: true, pairs: [] });
    expect(few?.words).toBe(500);
    expect(few?.sweep?.statistic).toBeLessThan(1);
    const many = testAnswers({ strata: [[texts(40), texts(40)]], equality: 'norm', sweep: true, pairs: [] });
    expect(many?.words).toBe(150);
    expect(many?.sweep?.statistic).toBe(1);
  });

  test('is undefined with fewer than two samples on a side', () => {
    expect(pairTest(['a'], ['a', 'b'])).toBeNull();
    expect(pairTest(['a', 'b'], [])).toBeNull();
  });
});

describe('do the answers depend on the column?', () => {
  test('five columns of five, of which one has settled', () => {
    const columns = [times(5, 'Paris'), ...['a', 'b', 'c', 'd'].map((name) => different(5, name))];
    const result = sweepOf([columns]);
    expect(result).toMatchObject({ method: 'exact', strata: 1, leftOut: 0 });
    expect(result?.statistic).toBeCloseTo(0.2, 12);
    expect(result?.p).toBeCloseTo(5 / 53130, 12);
    expect(result?.p).toBeCloseTo(0.0000941, 7);
  });

  test.each([
    [['aab', 'aaa', 'bcd'], 0.444444, 360 / 1680],
    [['aaaa', 'aabc', 'defb'], 0.388889, 2790 / 34650],
  ])('columns %j', (columns, statistic, p) => {
    const result = sweepOf([columns.map((letters) => [...letters])]);
    expect(result?.statistic).toBeCloseTo(statistic, 6);
    expect(result?.p).toBeCloseTo(p, 12);
    expect(result?.method).toBe('exact');
  });

  test('has nothing to say of one column, or of columns of one sample', () => {
    expect(sweepOf([[['a', 'b']]])).toBeNull();
    expect(sweepOf([[['a'], ['b'], ['c']]])).toBeNull();
  });
});

const few = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 2, maxLength: 4 });

/** Every way to deal samples out to columns of these sizes, one by one: the column of each sample. */
function everyDealing(sizes: readonly number[]): readonly (readonly number[])[] {
  const columns = sizes.map((_, column) => column);
  const samples = sizes.reduce((sum, size) => sum + size, 0);
  return everyList(columns, samples).filter((dealt) =>
    sizes.every((size, column) => dealt.filter((one) => one === column).length === size),
  );
}

function meanEqual(first: readonly string[], second: readonly string[]): number {
  return (
    first.flatMap((a) => second.map((b): number => (a === b ? 1 : 0))).reduce((sum, equal) => sum + equal, 0) /
    (first.length * second.length)
  );
}

function distance([a = [], b = []]: Stratum): number {
  return (agreement(groupSizes(a, 'raw')) ?? 0) + (agreement(groupSizes(b, 'raw')) ?? 0) - 2 * meanEqual(a, b);
}

function equalWithin(columns: Stratum): number {
  const pairs = columns.reduce((sum, { length: n }) => sum + n * (n - 1), 0);
  const equal = columns.reduce(
    (sum, column) => sum + (agreement(groupSizes(column, 'raw')) ?? 0) * column.length * (column.length - 1),
    0,
  );
  return equal / pairs;
}

/** The share of all dealings within strata whose mean statistic is as large as the one observed. */
function byEnumeration(strata: readonly Stratum[], statistic: (stratum: Stratum) => number): number {
  const dealt = strata.map((columns) => {
    const samples = columns.flat();
    return everyDealing(columns.map(({ length }) => length)).map((sides) =>
      statistic(columns.map((_, column) => samples.filter((__, at) => sides[at] === column))),
    );
  });
  const sums = dealt.reduce((all, values) => all.flatMap((sum) => values.map((value) => sum + value)), [0]);
  const observed = strata.reduce((sum, stratum) => sum + statistic(stratum), 0);
  return sums.filter((sum) => sum >= observed - 1e-9).length / sums.length;
}

describe('the exact p', () => {
  test('of two sides is that of dealing all samples out in every possible way', () => {
    fc.assert(
      fc.property(few, few, (first, second) => {
        expect(pairTest(first, second)?.p).toBeCloseTo(byEnumeration([[first, second]], distance), 10);
      }),
      { numRuns: 60 },
    );
  });

  test('of all columns is that of dealing all samples out in every possible way', () => {
    const column = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 2, maxLength: 3 });
    fc.assert(
      fc.property(column, column, column, (...columns) => {
        expect(sweepOf([columns])?.p).toBeCloseTo(byEnumeration([columns], equalWithin), 10);
      }),
      { numRuns: 30 },
    );
  });

  test('with two strata deals within each of them', () => {
    const pair = fc.tuple(few, few).filter(([a, b]) => a.length + b.length <= 6);
    fc.assert(
      fc.property(pair, pair, (...strata) => {
        expect(pairOf(strata)?.p).toBeCloseTo(byEnumeration(strata, distance), 10);
        expect(sweepOf(strata)?.p).toBeCloseTo(byEnumeration(strata, equalWithin), 10);
      }),
      { numRuns: 30 },
    );
  });
});

describe('strata', () => {
  const differ: Stratum = [times(4, 'a'), times(4, 'b')];

  test('are never pooled: what differs only between rows is no difference between columns', () => {
    const rows: readonly Stratum[] = [
      [times(5, 'yes'), times(5, 'yes')],
      [times(5, 'no'), times(5, 'no')],
    ];
    expect(pairOf(rows)).toMatchObject({ statistic: 0, p: 1, strata: 2 });
    expect(sweepOf(rows)).toMatchObject({ statistic: 1, p: 1 });
  });

  test('add up: two rows that differ say more than one', () => {
    expect(pairOf([differ])?.p).toBeCloseTo(2 / 70, 12);
    expect(pairOf([differ, differ])?.p).toBeCloseTo((2 / 70) ** 2, 12);
  });

  test('with fewer than two samples on a side are left out and counted', () => {
    expect(pairOf([differ, [['a'], times(4, 'b')]])).toMatchObject({ strata: 1, leftOut: 1, statistic: 2 });
    expect(sweepOf([differ, [['a'], times(4, 'b')]])).toMatchObject({ strata: 1, leftOut: 1 });
    expect(pairOf([[['a'], ['b']]])).toBeNull();
  });

  test('are drawn when the dealings of all together are too many', () => {
    const rows = Array.from({ length: 4 }, () => differ);
    expect(pairOf(rows)).toMatchObject({ method: 'sampled', p: 1 / 10001 });
  });
});

describe('drawn dealings', () => {
  /** Four times the Monte Carlo error of 10,000 draws. */
  const error = (p: number) => 4 * Math.sqrt((p * (1 - p)) / 10_000) + 1 / 10_000;

  test('come close to the exact chance', () => {
    // The sides hold one answer twice among answers that came once: D is largest when the two stand together.
    const first = ['same', 'same', ...different(9, 'a')];
    const chanceTogether = (2 * ((11 * 10) / 2)) / ((22 * 21) / 2);
    for (const seed of [1, 2, 3]) {
      const result = pairTest(first, different(11, 'b'), seed);
      expect(result?.method).toBe('sampled');
      expect(Math.abs((result?.p ?? 0) - chanceTogether)).toBeLessThan(error(chanceTogether));
    }
  });

  test('of two sides as a sweep come close to the exact chance of the pair, which orders dealings alike where sides are equal', () => {
    const columns = [S4, T4];
    const exact = pairTest(S4, T4)?.p ?? 0;
    const drawn = testAnswers({ strata: [columns], equality: 'norm', sweep: true, pairs: [] })?.sweep;
    expect(drawn?.method).toBe('sampled');
    expect(Math.abs((drawn?.p ?? 0) - exact)).toBeLessThan(error(exact));
  });

  test('are the same each time', () => {
    const sides = [different(12, 'a'), [...times(3, 'a1'), ...different(10, 'b')]] as const;
    expect(pairTest(...sides, 7)).toEqual(pairTest(...sides, 7));
  });
});

test('the exact tests do not depend on the order of sides and samples, or on the names of answers', () => {
  // Nine samples can always be walked.
  const three = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 2, maxLength: 3 });
  const renamed = (answers: readonly string[]) => answers.map((answer) => `${answer}${answer}`);
  fc.assert(
    fc.property(three, three, three, (first, second, third) => {
      const pair = pairTest(first, second);
      const sweep = sweepOf([[first, second, third]]);
      for (const columns of [
        [second, first, third],
        [[...first].reverse(), second, third],
        [renamed(first), renamed(second), renamed(third)],
      ]) {
        const [a = [], b = []] = columns;
        expect(pairTest(a, b)?.p).toBeCloseTo(pair?.p ?? Number.NaN, 10);
        expect(pairTest(a, b)?.statistic).toBeCloseTo(pair?.statistic ?? Number.NaN, 10);
        expect(sweepOf([columns])?.p).toBeCloseTo(sweep?.p ?? Number.NaN, 10);
      }
      expect(pair?.p).toBeGreaterThan(0);
      expect(pair?.p).toBeLessThanOrEqual(1);
    }),
    { numRuns: 60 },
  );
});
