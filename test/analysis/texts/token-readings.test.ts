import { expect, test } from 'vitest';
import { mostOpen, type ReportedToken, readTokens } from '../../../src/analysis/texts/token-readings.ts';

const token = (text: string, ...top: readonly (readonly [string, number])[]): ReportedToken => ({
  token: text,
  logprob: Math.log(top.find(([name]) => name === text)?.[1] ?? 0.01),
  top: top.map(([name, p]) => ({ token: name, logprob: Math.log(p) })),
});

const OPEN = token('red', ['red', 0.7], ['blue', 0.2], ['green', 0.05]);
const SURE = token(' it', [' it', 0.9999], [' is', 0.0001]);

test('at another temperature the listed tokens share what there is, as in the worked example', () => {
  const at = (wanted: number) => {
    const [reading] = readTokens([OPEN], { wanted });
    return {
      shares: reading?.alternatives.map((one) => Number(one.wanted?.toFixed(6))),
      same: Number(reading?.same?.toFixed(6)),
    };
  };
  expect(at(0.5)).toEqual({ shares: [0.920188, 0.075117, 0.004695], same: 0.85241 });
  expect(at(1)).toEqual({ shares: [0.736842, 0.210526, 0.052632], same: 0.590028 });
  expect(at(2)).toEqual({ shares: [0.555006, 0.296663, 0.148331], same: 0.418042 });
});

test('probabilities stay as reported, and the token of the answer is marked', () => {
  const [reading] = readTokens([OPEN], { wanted: 0.5 });
  expect(reading?.probability).toBeCloseTo(0.7, 12);
  expect(reading?.alternatives.map(({ chosen }) => chosen)).toEqual([true, false, false]);
  expect(reading?.wanted).toBe(reading?.alternatives[0]?.wanted);
});

test('a token outside the listed ones has no share of its own, and an unlisted logprob is no probability', () => {
  const [reading] = readTokens([{ ...OPEN, token: 'mauve', logprob: -9999 }], { wanted: 1 });
  expect(reading).toMatchObject({ probability: null, wanted: null });
});

test('without alternatives nothing is said of other samples', () => {
  expect(readTokens([token('red')], { wanted: 1 })[0]).toMatchObject({ alternatives: [], same: null, wanted: null });
});

test('the most open places come first, and certain ones are left out', () => {
  const readings = readTokens([SURE, OPEN, token('a', ['a', 0.5], ['b', 0.5])], { wanted: 1 });
  expect(mostOpen(readings, 5)).toEqual([2, 1]);
  expect(mostOpen(readings, 1)).toEqual([2]);
});
