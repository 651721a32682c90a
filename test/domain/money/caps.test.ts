import { describe, expect, test } from 'vitest';
import { amountText, capText } from '../../../src/domain/money/cap-text.ts';
import {
  asksFirst,
  chargeOf,
  mostOf,
  type Planned,
  type WorstCase,
  worstCase,
} from '../../../src/domain/money/caps.ts';
import { perMillion } from '../../../src/domain/money/cost.ts';
import type { CompletionError } from '../../../src/domain/run/completion.ts';

const PRICES = {
  input: perMillion(0.15),
  cachedInput: perMillion(0.075),
  output: perMillion(0.6),
  model: 'gpt-4o-mini',
  date: '2026-11-22',
};

describe('the worst case of a request', () => {
  test('is its input and the longest answer, nothing cached: 57 in and 200 out on gpt-4o-mini are $0.00012855', () => {
    expect(worstCase({ free: false, prices: PRICES, inputTokens: 57, maxOutputTokens: 200 })).toEqual({
      pricing: 'priced',
      money: 128_550_000n,
      tokens: 257n,
      requests: 1n,
    });
  });

  test('20 of them are $0.002571', () => {
    const worst = worstCase({ free: false, prices: PRICES, inputTokens: 57, maxOutputTokens: 200 });
    expect(mostOf([{ worst, count: 20 }])).toEqual({ money: 2_571_000_000n, tokens: 5_140n, requests: 20n });
  });

  test('without a price no money counts; without a limit to the answer nobody can say', () => {
    const size = { inputTokens: 57, maxOutputTokens: 200 };
    expect(worstCase({ free: false, prices: null, ...size })).toMatchObject({
      pricing: 'unpriced',
      money: 0n,
      tokens: 257n,
    });
    expect(worstCase({ free: true, prices: null, ...size })).toMatchObject({
      pricing: 'free',
      money: 0n,
      tokens: 257n,
    });
    const open = { inputTokens: 57, maxOutputTokens: null };
    expect(worstCase({ free: false, prices: PRICES, ...open })).toMatchObject({ money: null, tokens: null });
    expect(worstCase({ free: false, prices: null, ...open })).toMatchObject({ money: 0n, tokens: null });
  });
});

describe('what an ended request is charged', () => {
  const worst: WorstCase = { pricing: 'priced', money: 900n, tokens: 300n, requests: 1n };
  const usage = {
    inputTokens: 10,
    cachedInputTokens: 0,
    outputTokens: 5,
    reasoningTokens: 0,
    source: 'reported',
  } as const;
  const failed = (kind: CompletionError['kind']) => ({ kind, message: '', status: null, param: null });

  test('is what it cost', () => {
    const ended = { usage, cost: { picodollars: 40n, source: 'computed' }, error: null } as const;
    expect(chargeOf(ended, worst)).toEqual({ money: 40n, tokens: 15n, requests: 1n, assumed: 0n, unpriced: 0 });
  });

  test.each(['rate_limit', 'unreachable', 'wrong_key', 'parameter_refused'] as const)('is nothing after %s', (kind) => {
    const ended = { usage: null, cost: null, error: failed(kind) };
    expect(chargeOf(ended, worst)).toEqual({ money: 0n, tokens: 0n, requests: 1n, assumed: 0n, unpriced: 0 });
  });

  test.each(['server_error', 'timeout', 'connection_lost'] as const)(
    'is its worst case after %s, which may be billed',
    (kind) => {
      const ended = { usage: null, cost: null, error: failed(kind) };
      expect(chargeOf(ended, worst)).toEqual({ money: 900n, tokens: 300n, requests: 1n, assumed: 900n, unpriced: 1 });
    },
  );

  test('is no money without a price', () => {
    const unpriced: WorstCase = { ...worst, pricing: 'unpriced', money: 0n };
    expect(chargeOf({ usage, cost: null, error: null }, unpriced)).toEqual({
      money: 0n,
      tokens: 15n,
      requests: 1n,
      assumed: 0n,
      unpriced: 1,
    });
  });
});

describe('asking first', () => {
  const thresholds = { money: 250_000_000_000n, requests: 200n };
  const of = (pricing: WorstCase['pricing'], money: bigint | null, count: number): readonly Planned[] => [
    { worst: { pricing, money, tokens: 1n, requests: 1n }, count },
  ];

  test.each([
    ['200 requests for exactly $0.25', of('priced', 1_250_000_000n, 200), false],
    ['201 requests for nearly nothing', of('priced', 1n, 201), true],
    ['a pico-dollar more than $0.25', of('priced', 250_000_000_001n, 1), true],
    ['20,000 free ones', of('free', 0n, 20_000), false],
    ['200 of unknown price', of('unpriced', 0n, 200), false],
    ['201 of unknown price', of('unpriced', 0n, 201), true],
    ['one that nobody can bound', of('priced', null, 1), true],
    ['free ones beside few paid ones', [...of('free', 0n, 500), ...of('priced', 1n, 3)], false],
  ])('%s', (_, planned, asks) => {
    expect(asksFirst(planned, thresholds)).toBe(asks);
  });

  test('never, once both thresholds are off', () => {
    expect(asksFirst(of('priced', null, 20_000), { money: null, requests: null })).toBe(false);
  });
});

describe('in words', () => {
  test('amounts are exact to a millionth of a dollar', () => {
    const dollars = (text: string) => amountText('money', BigInt(text.replaceAll('_', '')));
    expect(dollars('10_000_000_000')).toBe('$0.01');
    expect(dollars('9_876_543_210')).toBe('$0.009876');
    expect(dollars('1_250_000_000_000_000')).toBe('$1,250');
    expect(dollars('500_000_000_000')).toBe('$0.50');
    expect(dollars('12')).toBe('under $0.000001');
    expect(dollars('0')).toBe('$0');
    expect(amountText('requests', 1n)).toBe('1 request');
    expect(amountText('tokens', 12_345n)).toBe('12,345 tokens');
  });

  test('a cap says how far it is used and what to do', () => {
    const hit = {
      scope: 'day',
      unit: 'money',
      limit: 10_000_000_000n,
      spent: 9_900_000_000n,
      needed: 600_000_000n,
    } as const;
    expect(capText(hit)).toBe(
      'The cap for a day of $0.01 is reached: $0.0099 spent, and a request may need $0.0006. ' +
        'Raise it under Settings or wait for the next day in your time zone.',
    );
    expect(capText({ ...hit, scope: 'run', needed: 20_000_000_000n })).toContain('or set a lower Max tokens');
    expect(capText({ ...hit, needed: null })).toContain('set Max tokens');
  });
});
