import { describe, expect, test } from 'vitest';
import { type Output, summarise } from '../../src/analysis/summary.ts';
import { L8, S3 } from './fixtures.ts';

const output = (text: string, facts: Partial<Output> = {}): Output => ({
  text,
  outputTokens: null,
  finishReason: null,
  logprobs: null,
  costPicodollars: null,
  ttftMs: null,
  ...facts,
});

describe('the summary of a column', () => {
  test('holds agreement with its interval, distinct answers, majority and groups', () => {
    const summary = summarise({ outputs: L8.map((text) => output(text)), failed: 1, equality: 'norm' });
    expect(summary).toMatchObject({ n: 8, failed: 1, distinct: 2, majority: { share: 0.875, tied: false } });
    expect(summary.agreement.value).toBe(0.75);
    expect(summary.agreement.low).toBeCloseTo(0.300642, 6);
    expect(summary.agreement.high).toBeCloseTo(0.954413, 6);
    expect(summary.groups.map((group) => [group.text, group.members.length])).toEqual([
      ['Paris', 7],
      ['Lyon', 1],
    ]);
  });

  test('compares wordings whatever the equality', () => {
    const outputs = S3.map((text) => output(text));
    for (const equality of ['raw', 'norm'] as const) {
      expect(summarise({ outputs, failed: 0, equality }).similarity).toBeCloseTo(0.388889, 6);
    }
    expect(summarise({ outputs, failed: 0, equality: 'raw' }).medianWords).toBe(6);
  });

  test('compares wordings only of answers to the same row and case', () => {
    const other = ['Something else entirely.', 'Something else entirely.'];
    const outputs = [...S3, ...other].map((text) => output(text));
    const column = { outputs, failed: 0, equality: 'norm', strata: [0, 0, 0, 1, 1] } as const;
    expect(summarise(column).similarity).toBeCloseTo((0.388889 + 1) / 2, 6);
    const alone = { ...column, outputs: outputs.slice(0, 4), strata: [0, 0, 0, 1] };
    expect(summarise(alone).similarity).toBeCloseTo(0.388889, 6);
  });

  test('leaves out the comparison of wordings, and nothing else, when told to', () => {
    const column = { outputs: S3.map((text) => output(text)), failed: 0, equality: 'norm' } as const;
    expect(summarise(column, { similarity: false })).toEqual({ ...summarise(column), similarity: null });
  });

  test('holds lengths, truncation, uncertainty, latency and cost of the answers where they are known', () => {
    const outputs = [
      output('a', {
        outputTokens: 6,
        finishReason: 'stop',
        logprobs: [-0.05, -0.9],
        costPicodollars: 2n ** 60n,
        ttftMs: 100,
      }),
      output('b', {
        outputTokens: 9,
        finishReason: 'length',
        logprobs: [-0.002, -2.3, -9999],
        costPicodollars: 1n,
        ttftMs: 300,
      }),
      output('c'),
    ];
    const summary = summarise({ outputs, failed: 0, equality: 'raw' });
    expect(summary.length).toEqual({ median: 7.5, q1: 6.75, q3: 8.25, truncated: 0.5 });
    expect(summary.uncertainty?.nll).toBeCloseTo(0.813, 12);
    expect(summary.uncertainty?.perplexity).toBeCloseTo(2.254662, 6);
    expect(summary.ttftMs).toBe(200);
    expect(summary.costPicodollars).toBe(2n ** 60n + 1n);
    expect(summary.unpriced).toBe(1);
  });

  test('knows truncation where a server sends no token counts', () => {
    const summary = summarise({ outputs: [output('a', { finishReason: 'length' })], failed: 0, equality: 'raw' });
    expect(summary.length).toEqual({ median: null, q1: null, q3: null, truncated: 1 });
  });

  test('counts an empty answer as a sample', () => {
    expect(summarise({ outputs: [output(''), output('')], failed: 0, equality: 'raw' })).toMatchObject({
      n: 2,
      distinct: 1,
      similarity: 1,
      agreement: { value: 1 },
    });
  });

  test('has nulls, never zeros, for what one sample cannot show', () => {
    expect(summarise({ outputs: [output('a')], failed: 0, equality: 'raw' })).toMatchObject({
      agreement: { value: null, low: null, high: null },
      similarity: null,
      length: null,
      uncertainty: null,
      ttftMs: null,
      costPicodollars: null,
      unpriced: 1,
    });
  });

  test('of a column where all failed is empty', () => {
    expect(summarise({ outputs: [], failed: 3, equality: 'norm' })).toEqual({
      n: 0,
      failed: 3,
      agreement: { value: null, low: null, high: null },
      distinct: null,
      majority: null,
      similarity: null,
      medianWords: null,
      length: null,
      uncertainty: null,
      ttftMs: null,
      costPicodollars: null,
      unpriced: 0,
      groups: [],
    });
  });

  test('can be sent to and from a worker', () => {
    const summary = summarise({
      outputs: [output('a', { costPicodollars: 5n }), output('b')],
      failed: 0,
      equality: 'raw',
    });
    expect(structuredClone(summary)).toEqual(summary);
  });
});
