import { describe, expect, test } from 'vitest';
import { isUnpriced, mayHaveBeenBilled } from '../../../src/domain/money/billing.ts';
import type { ErrorKind } from '../../../src/domain/run/completion.ts';

const FAILED = { status: 'failed', usage: null, cost: null, attempts: 1, error: null } as const;
const error = (kind: ErrorKind) => ({ kind, message: 'no', status: null, param: null });
const usage = (source: 'reported' | 'estimated') => ({
  inputTokens: 9,
  cachedInputTokens: null,
  outputTokens: 3,
  reasoningTokens: null,
  source,
});

describe('a request that came to nothing may have been billed', () => {
  test.each([
    ['cut off', { error: error('connection_lost') }, true],
    ['timed out', { error: error('timeout') }, true],
    ['failed at the server', { error: error('server_error') }, true],
    ['refused', { error: error('parameter_refused') }, false],
    ['over the rate limit', { error: error('rate_limit') }, false],
    ['without a key', { error: error('no_key') }, false],
    ['stopped', { status: 'cancelled' as const, usage: usage('estimated') }, true],
    ['stopped before it was sent', { status: 'cancelled' as const, attempts: 0 }, false],
    [
      'stopped on the built-in model',
      { status: 'cancelled' as const, cost: { picodollars: 0n, source: 'free' as const } },
      false,
    ],
    ['stopped after its usage came', { status: 'cancelled' as const, usage: usage('reported') }, false],
    ['cut by a restart', { status: 'interrupted' as const }, true],
    ['done', { status: 'done' as const, usage: usage('estimated') }, false],
  ])('%s', (_, given, expected) => {
    expect(mayHaveBeenBilled({ ...FAILED, ...given })).toBe(expected);
  });
});

test('it is unpriced as long as what it cost is not known', () => {
  expect(isUnpriced({ ...FAILED, error: error('timeout') })).toBe(true);
  expect(isUnpriced({ ...FAILED, error: error('wrong_key') })).toBe(false);
  expect(isUnpriced({ ...FAILED, status: 'queued', attempts: 0 })).toBe(false);
  expect(isUnpriced({ ...FAILED, status: 'done' })).toBe(true);
  expect(isUnpriced({ ...FAILED, status: 'done', cost: { picodollars: 0n, source: 'computed' } })).toBe(false);
});
