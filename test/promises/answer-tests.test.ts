import { expect, test } from 'vitest';
import { agreementDifference, groupSizes } from '../../src/analysis/agreement.ts';
import { testAnswers } from '../../src/analysis/answer-tests.ts';
import { type Random, seededRandom } from '../../src/analysis/statistics/random.ts';

/** Chances of the answers a, b, c, …, one after the other. */
type Answers = readonly number[];

const SURE: Answers = [1];
const TWO: Answers = [0.5, 0.5];
const FIVE: Answers = [0.2, 0.2, 0.2, 0.2, 0.2];
/** As varied as the first two, in other words. */
const OTHER_TWO: Answers = [0, 0, 0.5, 0.5];

const CASES: readonly { readonly name: string; readonly a: Answers; readonly b: Answers }[] = [
  { name: 'level: one answer', a: SURE, b: SURE },
  { name: 'level: .5/.5', a: TWO, b: TWO },
  { name: 'level: five equal answers', a: FIVE, b: FIVE },
  { name: 'other words, same agreement', a: TWO, b: OTHER_TWO },
  { name: 'power: one answer v .5/.5', a: SURE, b: TWO },
  { name: 'power: one answer v five equal', a: SURE, b: FIVE },
  { name: 'power: one answer v .7/.3', a: SURE, b: [0.7, 0.3] },
  { name: 'power: one answer v .9/.1', a: SURE, b: [0.9, 0.1] },
];

function sample(chances: Answers, n: number, random: Random): readonly string[] {
  return Array.from({ length: n }, () => {
    let left = random();
    const at = chances.findIndex((chance) => {
      left -= chance;
      return left < 0;
    });
    return `answer ${at}`;
  });
}

/** How often each of the two answers is "yes". */
function shares({ a, b }: (typeof CASES)[number], n: number): { readonly differ: number; readonly varies: number } {
  const random = seededRandom(n);
  // Ten against ten is walked in full, 184,756 splits each time.
  const runs = n > 5 ? 150 : 400;
  let differ = 0;
  let varies = 0;
  for (let run = 0; run < runs; run++) {
    const [first, second] = [sample(a, n, random), sample(b, n, random)];
    const tests = testAnswers({ strata: [[first, second]], equality: 'raw', sweep: false, pairs: [[0, 1]] });
    if ((tests?.pairs[0]?.p ?? 1) <= 0.05) differ++;
    const interval = agreementDifference([groupSizes(first, 'raw')], [groupSizes(second, 'raw')])?.interval ?? null;
    if (interval !== null && (interval.low > 0 || interval.high < 0)) varies++;
  }
  return { differ: differ / runs, varies: varies / runs };
}

test('level and power of "are the answers different?" and "does one side vary more?"', () => {
  const rows = CASES.flatMap((one) => [5, 10].map((n) => ({ name: one.name, n, ...shares(one, n) })));
  console.table(rows);
  for (const { name, differ, varies } of rows) {
    // Three times the error of 150 simulations above the level of 5%, and above the 2% that the interval was seen to have.
    if (name.startsWith('level')) expect(differ).toBeLessThan(0.104);
    if (name.startsWith('level') || name.startsWith('other words')) expect(varies).toBeLessThan(0.055);
  }
  const at = (name: string, n: number) => rows.find((row) => row.name === name && row.n === n)?.differ ?? Number.NaN;
  expect(at('power: one answer v five equal', 5)).toBeGreaterThan(0.65);
  expect(at('power: one answer v .5/.5', 10)).toBeGreaterThan(0.5);
  expect(at('other words, same agreement', 10)).toBeGreaterThan(0.9);
});
