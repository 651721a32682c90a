import { expect, test } from 'vitest';
import type { Check, Checked, CheckResult } from '../../../src/domain/cases/check.ts';
import { FREE } from '../../../src/domain/money/cost.ts';
import { columnsOf } from '../../../src/domain/run/columns.ts';
import type { Completion } from '../../../src/domain/run/completion.ts';
import { flipsOf } from '../../../src/results/cases/flips.ts';
import { scoreOf, scoresOf } from '../../../src/results/cases/scores.ts';
import { completion, runView } from '../../domain/completions.ts';

const CHECKS: readonly Check[] = [{ type: 'exact', extract: 'whole', raw: false }];

function checked(passed: boolean | null, more: Partial<CheckResult> = {}): { readonly checked: Checked } {
  return { checked: { passed, results: [{ type: 'label', passed, detail: '', ...more }] } };
}

/** One answer after the other; each inner list is a case. */
function answers(cases: readonly (readonly (boolean | null)[])[], fields: Partial<Completion> = {}): Completion[] {
  return cases.flatMap((passes, place) =>
    passes.map((pass) => completion({ case: place, ...checked(pass), ...fields })),
  );
}

const repeated = <T>(times: number, value: T): T[] => Array.from({ length: times }, () => value);

test('asked once, the rate has the Wilson interval over cases', () => {
  const { passRate } = scoreOf(answers([...repeated(16, [true]), ...repeated(4, [false])]));
  expect(passRate).toMatchObject({ value: 0.8, cases: 20 });
  expect(scoreOf(answers([...repeated(4, [true]), [false]])).passRate.low).toBeCloseTo(0.375535, 6);
  expect(scoreOf(answers([...repeated(4, [true]), [false]])).passRate.high).toBeCloseTo(0.963776, 6);
});

test('asked several times, each case counts once, by its mean', () => {
  const rates = [5, 5, 5, 5, 4, 3, 2, 0, 0, 0];
  const cases = rates.map((passes) => repeated(5, 0).map((_, sample) => sample < passes));
  const { passRate } = scoreOf(answers(cases));
  expect(passRate.value).toBeCloseTo(0.58, 12);
  expect(passRate.low).toBeCloseTo(0.2604, 4);
  expect(passRate.high).toBeCloseTo(0.8996, 4);
  expect(passRate.cases).toBe(10);
});

test('where all cases have the same mean, the interval is Wilson with n = cases, and limits stay within [0, 1]', () => {
  const same = scoreOf(answers(repeated(5, [true, true]))).passRate;
  expect([same.low, same.high]).toEqual([expect.closeTo(0.565518, 6), 1]);
  const clamped = scoreOf(
    answers([
      [true, true],
      [true, true],
      [true, false],
    ]),
  ).passRate;
  expect(clamped.high).toBe(1);
});

test('what could not be judged is no case, and without any there is no rate', () => {
  expect(scoreOf(answers([[true], [null], [false]])).passRate).toMatchObject({ value: 0.5, cases: 2 });
  expect(scoreOf(answers([[null]])).passRate).toEqual({ value: null, low: null, high: null, cases: 0 });
});

test('the off-list rate is over all answers that a label check saw', () => {
  const off = answers([[false]]).map((one) => ({ ...one, ...checked(false, { offList: true }) }));
  expect(scoreOf([...answers([[true], [false], [null]]), ...off]).offList).toBe(0.25);
  const exact = [completion({ checked: { passed: true, results: [{ type: 'exact', passed: true, detail: '' }] } })];
  expect(scoreOf(exact).offList).toBeNull();
});

test('a correct answer costs the cost of a case over the rate; free, unknown and never correct have no cost', () => {
  const cases = [...repeated(16, [true]), ...repeated(4, [false])];
  const priced = scoreOf(answers(cases, { cost: { picodollars: 300_000_000n, source: 'computed' } })).costPerCorrect;
  expect(priced.usd).toBeCloseTo(0.000375, 9);
  expect(priced.low).toBeCloseTo(0.000326, 6);
  expect(priced.high).toBeCloseTo(0.000514, 6);
  const none = { usd: null, low: null, high: null };
  expect(scoreOf(answers(cases)).costPerCorrect).toEqual(none);
  expect(scoreOf(answers(cases, { cost: FREE })).costPerCorrect).toEqual(none);
  expect(scoreOf(answers([[false]], { cost: { picodollars: 5n, source: 'computed' } })).costPerCorrect).toEqual(none);
});

test('leaked cases and failed answers count in no column', () => {
  const fields = (ordinal: number): Partial<Completion> => ({
    case: Math.floor(ordinal / 2),
    status: ordinal === 4 ? 'failed' : 'done',
    ...checked(ordinal % 2 === 0),
  });
  const view = runView({ temperature: [0, 1] }, { samples: 3, fields });
  const request = { ...view.run.request, checks: CHECKS, leaks: [{ case: 0, example: 2 }] };
  const scores = scoresOf({ ...view, run: { ...view.run, request } });
  expect(scores?.map(({ passRate }) => [passRate.value, passRate.cases])).toEqual([
    [1, 1],
    [0, 2],
  ]);
  const unchecked = runView(
    { temperature: [0, 1] },
    { samples: 3, fields: (ordinal) => ({ case: Math.floor(ordinal / 2) }) },
  );
  expect(scoresOf(unchecked)).toBeNull();
  // What a person said of answers counts in a run without checks, too.
  expect(scoresOf(view)?.map(({ passRate }) => passRate.cases)).toEqual([2, 3]);
});

/** Two columns over the same cases, each case with what its answers said. */
function flips(before: readonly (readonly boolean[])[], after: readonly (readonly boolean[])[]) {
  const column = (cases: readonly (readonly boolean[])[]) => {
    const [made] = columnsOf(runView({ temperature: [0] }));
    if (made === undefined) throw new Error('no column');
    const completions = answers(cases).map((one) => ({ completion: one, waiting: null }));
    return { ...made, cells: [{ row: 0, settings: [], completions }] };
  };
  const keys = before.map((_, place) => `case ${place}`);
  return flipsOf({ column: column(before), request: {}, keys }, { column: column(after), request: {}, keys });
}

test('flips of cases asked once are tested by McNemar', () => {
  const before = [[true], ...repeated(8, [false]), ...repeated(11, [true])];
  const after = [[false], ...repeated(8, [true]), ...repeated(11, [true])];
  expect(flips(before, after)).toEqual({
    fixed: 8,
    broken: 1,
    same: 11,
    p: expect.closeTo(0.0390625, 12),
    tooFew: false,
  });
  expect(flips(repeated(5, [false]), repeated(5, [true]))).toEqual({
    fixed: 5,
    broken: 0,
    same: 0,
    p: 0.0625,
    tooFew: true,
  });
  expect(flips([[true]], [[true]])).toEqual({ fixed: 0, broken: 0, same: 1, p: 1, tooFew: true });
});

test('asked several times, a case passes by majority, a tie is the same, and means are tested by sign flips', () => {
  const share = (passes: number) => repeated(10, 0).map((_, sample) => sample < passes);
  const changes = [2, 1, 0, 3, -1, 2, 1, 4];
  const result = flips(
    changes.map(() => share(5)),
    changes.map((change) => share(5 + change)),
  );
  expect(result).toMatchObject({ fixed: 0, broken: 0, same: 8, p: 0.0625 });
  expect(flips([share(2), share(8)], [share(6), share(4)])).toMatchObject({ fixed: 1, broken: 1, same: 0 });
});

test('sides without a case in common have no flips', () => {
  const column = columnsOf(runView({ temperature: [0] }))[0];
  if (column === undefined) throw new Error('no column');
  expect(flipsOf({ column, request: {}, keys: ['a'] }, { column, request: {}, keys: ['b'] })).toBeNull();
});
