import { describe, expect, test } from 'vitest';
import { leastP, nextSamples, powerAt, samplesToTell } from '../../../src/domain/answers/answer-power.ts';

describe('what samples can see', () => {
  test('is said at the largest tabulated number not above theirs, and not below 5', () => {
    expect(powerAt(4)).toBeNull();
    expect(powerAt(9)?.n).toBe(5);
    expect(powerAt(1000)).toMatchObject({
      n: 20,
      seen: [{ chance: 1 }, { chance: 0.99 }, { chance: 0.76 }, { chance: 0.04 }],
    });
    expect([nextSamples(3), nextSamples(5), nextSamples(20)]).toEqual([5, 10, null]);
  });
});

describe('the least p', () => {
  test('is that of the most extreme split, counted twice where sides are of one size', () => {
    expect(leastP([[5, 5]])).toBe(2 / 252);
    expect(leastP([[3, 5]])).toBe(1 / 56);
    expect(leastP([[20, 20]])).toBe(1 / 10_001);
    expect(
      leastP([
        [3, 3],
        [3, 3],
      ]),
    ).toBe(4 / 400);
  });

  test('says when no pair can be told apart, and with how many samples one could', () => {
    expect(samplesToTell(10, [[5, 5]])).toBe(6);
    expect(samplesToTell(10, [[6, 6]])).toBeNull();
    expect(samplesToTell(1, [[3, 3]])).toBe(4);
    expect(samplesToTell(1, [])).toBeNull();
  });
});
