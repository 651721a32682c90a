import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareLogprobs,
  sameTokenChance,
  tokenEntropy,
  uncertainty,
  whatIfTemperature,
} from '../../src/analysis/uncertainty.ts';

const top = [0.7, 0.2, 0.05].map(Math.log);
const anyLogprobs = fc.array(fc.double({ min: -12, max: 0, noNaN: true }), { minLength: 1, maxLength: 20 });

describe('uncertainty', () => {
  test('is the mean negative logprob and its perplexity', () => {
    const { nll, perplexity } = uncertainty([-0.05, -0.9, -0.002, -2.3]) ?? { nll: null, perplexity: null };
    expect(nll).toBeCloseTo(0.813, 12);
    expect(perplexity).toBeCloseTo(2.254662, 6);
  });

  test('leaves out tokens the API did not list, and counts them', () => {
    expect(uncertainty([-0.5, -9999, -0.5])).toEqual({ nll: 0.5, perplexity: Math.exp(0.5), tokens: 2, leftOut: 1 });
  });

  test('is undefined when no token is usable', () => {
    expect(uncertainty([])).toBeNull();
    expect(uncertainty([-9999])).toBeNull();
  });

  test('is never negative and never has a perplexity under 1', () => {
    fc.assert(fc.property(anyLogprobs, (logprobs) => (uncertainty(logprobs)?.perplexity ?? 0) >= 1));
  });
});

describe('token entropy', () => {
  test('has a lower bound, and an upper one when the vocabulary is known', () => {
    const bounds = tokenEntropy(top, 200019);
    expect(bounds?.atLeast).toBeCloseTo(0.871133, 6);
    expect(bounds?.atMost).toBeCloseTo(1.481441, 6);
    expect(tokenEntropy(top, null)?.atMost).toBeNull();
  });

  test('is exact when the listed tokens are all there is', () => {
    const coin = tokenEntropy([Math.log(0.5), Math.log(0.5)], null);
    expect(coin?.atLeast).toBeCloseTo(Math.LN2, 12);
    expect(coin?.atMost).toBeCloseTo(Math.LN2, 12);
  });

  test('is undefined without usable logprobs', () => {
    expect(tokenEntropy([], 100)).toBeNull();
    expect(tokenEntropy([-9999], 100)).toBeNull();
  });
});

describe('what-if temperature', () => {
  const expected = [
    [0.5, [0.920188, 0.075117, 0.004695], 0.85241],
    [1, [0.736842, 0.210526, 0.052632], 0.590028],
    [2, [0.555006, 0.296663, 0.148331], 0.418042],
  ] as const;

  test.each(expected)('reweighs the listed tokens at temperature %d', (wanted, shares, same) => {
    const q = whatIfTemperature(top, { wanted }) ?? [];
    expect(q).toHaveLength(3);
    for (const [token, share] of shares.entries()) expect(q[token]).toBeCloseTo(share, 6);
    expect(sameTokenChance(q)).toBeCloseTo(same, 6);
  });

  test('gives all to the most likely token at 0, in equal parts to ties', () => {
    expect(whatIfTemperature(top, { wanted: 0 })).toEqual([1, 0, 0]);
    expect(whatIfTemperature([-1, -1, -3], { wanted: 0 })).toEqual([0.5, 0.5, 0]);
  });

  test('undoes the temperature already in the logprobs', () => {
    const tempered = (whatIfTemperature(top, { wanted: 0.5 }) ?? []).map(Math.log);
    const q = whatIfTemperature(tempered, { wanted: 2, served: 0.5 }) ?? [];
    for (const [token, share] of expected[2][1].entries()) expect(q[token]).toBeCloseTo(share, 6);
  });

  test('says nothing from no logprobs or from ones tempered at 0', () => {
    expect(whatIfTemperature([], { wanted: 1 })).toBeNull();
    expect(whatIfTemperature([-9999], { wanted: 1 })).toBeNull();
    expect(whatIfTemperature(top, { wanted: 1, served: 0 })).toBeNull();
  });

  test('gives unlisted tokens nothing and sums to 1', () => {
    expect(whatIfTemperature([-1, -9999], { wanted: 1 })).toEqual([1, 0]);
    fc.assert(
      fc.property(anyLogprobs, fc.double({ min: 0, max: 2, noNaN: true }), (logprobs, wanted) => {
        const q = whatIfTemperature(logprobs, { wanted }) ?? [];
        expect(q.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe('the scale of logprobs', () => {
  const raw = new Map([
    ['red', Math.log(0.6)],
    ['blue', Math.log(0.4)],
  ]);

  test('is raw when two temperatures report the same', () => {
    const shifted = new Map([...raw].map(([token, logprob]) => [token, logprob + 0.04]));
    const { scale, tokens, largestGap } = compareLogprobs(raw, shifted);
    expect([scale, tokens]).toEqual(['raw', 2]);
    expect(largestGap).toBeCloseTo(0.04, 9);
  });

  test('is tempered when they differ', () => {
    const [red = 0, blue = 0] = whatIfTemperature([...raw.values()], { wanted: 0.5 }) ?? [];
    const atHalf = new Map([
      ['red', Math.log(red)],
      ['blue', Math.log(blue)],
    ]);
    expect(compareLogprobs(atHalf, raw).scale).toBe('tempered');
  });

  test('is unknown from fewer than two common tokens', () => {
    expect(compareLogprobs(new Map([['red', 0]]), raw)).toMatchObject({ scale: 'unknown', tokens: 1 });
    expect(compareLogprobs(new Map(), raw)).toEqual({ scale: 'unknown', tokens: 0, largestGap: null });
  });

  test('is unknown when they differ, but not as temperature would make them', () => {
    const noisy = new Map([...raw].map(([token, logprob], index) => [token, logprob + 0.08 * index]));
    expect(compareLogprobs(noisy, raw).scale).toBe('unknown');
  });
});
