import { execFile } from 'node:child_process';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { promisify } from 'node:util';
import type { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { type Analyst, type AnalystOptions, createAnalyst } from '../../src/analysis/analyst.ts';
import { type TestedAnswers, testAnswers } from '../../src/analysis/answer-tests.ts';
import { seededRandom } from '../../src/analysis/statistics/random.ts';
import { type Column, type Output, summarise } from '../../src/analysis/summary.ts';
import { H8, L8, S3 } from './fixtures.ts';

const output = (text: string, facts: Partial<Output> = {}): Output => ({
  text,
  outputTokens: null,
  finishReason: null,
  logprobs: null,
  costPicodollars: null,
  ttftMs: null,
  ...facts,
});
const columnOf = (texts: readonly string[]): Column => ({
  outputs: texts.map((text) => output(text)),
  failed: 0,
  equality: 'norm',
});

/** Answers of random words from a small vocabulary. */
function answers(samples: number, words: number, seed = 1): readonly string[] {
  const random = seededRandom(seed);
  const word = () => `w${Math.floor(random() * 50)}`;
  return Array.from({ length: samples }, () => Array.from({ length: words }, word).join(' '));
}

const twoSides = (first: readonly string[], second: readonly string[]): TestedAnswers => ({
  strata: [[first, second]],
  equality: 'norm',
  sweep: true,
  pairs: [[0, 1]],
});

const small = columnOf(S3);
/** Too many pairs to be compared at once. */
const long = columnOf(answers(25, 10));

const analysts: Analyst[] = [];
function open(options?: AnalystOptions): Analyst {
  const analyst = createAnalyst(options);
  analysts.push(analyst);
  return analyst;
}
const threads: Worker[] = [];
const remember = (thread: Worker) => threads.push(thread);
process.on('worker', remember);
afterAll(() => void process.off('worker', remember));

afterEach(async () => {
  await Promise.all(analysts.splice(0).map((analyst) => analyst.close()));
  threads.length = 0;
});

const anyOutput = fc.record<Output>({
  text: fc.oneof(fc.constantFrom('', ...L8, ...S3), fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })),
  outputTokens: fc.option(fc.nat()),
  finishReason: fc.option(fc.constantFrom('stop', 'length')),
  logprobs: fc.option(fc.array(fc.double({ max: 0, noNaN: true }))),
  costPicodollars: fc.option(fc.bigInt(0n, 2n ** 70n)),
  ttftMs: fc.option(fc.nat()),
});
const anyColumn = fc.record<Column>({
  outputs: fc.array(anyOutput, { maxLength: 12 }),
  failed: fc.nat(3),
  equality: fc.constantFrom('raw', 'norm'),
});

describe('an analyst', () => {
  test('summarises in its thread as it would at once', async () => {
    const analyst = open();
    const inline = open({ inline: true });
    const same = fc.asyncProperty(fc.array(anyColumn, { maxLength: 4 }), async (columns) => {
      expect(await analyst.summarise([...columns, long])).toEqual(await inline.summarise([...columns, long]));
    });
    await fc.assert(same, { numRuns: 50 });
    expect(threads).toHaveLength(1);
  });

  test('tests answers in its thread as it would at once', async () => {
    const analyst = open();
    const someAnswers = fc.array(fc.constantFrom(...H8, ...S3), { maxLength: 9 });
    const same = fc.asyncProperty(
      fc.array(fc.tuple(someAnswers, someAnswers), { minLength: 1, maxLength: 2 }),
      fc.constantFrom('raw', 'norm'),
      async (strata, equality) => {
        const tested = { ...twoSides([], []), strata, equality };
        expect(await analyst.testAnswers(tested)).toEqual(testAnswers(tested));
      },
    );
    await fc.assert(same, { numRuns: 20 });
    expect(await analyst.testAnswers(twoSides(L8, H8))).toMatchObject({ pairs: [{ method: 'exact' }] });
    expect(threads).toHaveLength(1);
  });

  test('tests 20 texts of 500 words a side in its thread, leaving the event loop free', async () => {
    const analyst = open();
    const sides = twoSides(answers(20, 500, 1), answers(20, 500, 2));
    await analyst.testAnswers(twoSides(L8, H8));
    const gaps = monitorEventLoopDelay({ resolution: 5 });
    gaps.enable();
    const tests = await analyst.testAnswers(sides);
    gaps.disable();
    expect(tests).toMatchObject({ kernel: 'rouge_l', words: 500, pairs: [{ method: 'sampled' }] });
    expect(threads).toHaveLength(1);
    // On the event loop it would be one gap of a second or more, which is all there would be to see.
    expect(gaps.percentile(95) / 1e6).toBeLessThan(250);
  });

  test('does small jobs without a thread', async () => {
    const analyst = open();
    expect(await analyst.summarise([small, small])).toEqual([summarise(small), summarise(small)]);
    expect(await analyst.summarise([])).toEqual([]);
    expect(await analyst.testAnswers(twoSides(S3, S3))).toEqual(testAnswers(twoSides(S3, S3)));
    expect(threads).toHaveLength(0);
  });

  test('starts no thread when told to do everything at once', async () => {
    expect(await open({ inline: true }).summarise([long])).toEqual([summarise(long)]);
    expect(threads).toHaveLength(0);
  });

  test('answers many jobs at a time, each with its own answer and the long ones in the order they were asked', async () => {
    const analyst = open();
    const answered: number[] = [];
    const jobs = Array.from({ length: 24 }, (_, job) =>
      Array(1 + (job % 4)).fill(columnOf(answers(25 - job, 60, job))),
    );
    const summaries = await Promise.all(
      jobs.map(async (columns, job) => {
        const ofJob = await analyst.summarise(columns);
        if (job < 4) answered.push(job);
        return ofJob;
      }),
    );
    expect(summaries).toEqual(jobs.map((columns) => columns.map((column) => summarise(column))));
    expect(answered).toEqual([0, 1, 2, 3]);
  });
});

describe('an analyst whose thread fails', () => {
  test('leaves out similarity when a job takes too long, and does the next one in a new thread', async () => {
    const analyst = open({ timeoutMs: 500 });
    const endless = columnOf(answers(800, 500));
    const [late, next] = await Promise.all([analyst.summarise([small, endless]), analyst.summarise([long])]);
    expect(late).toEqual([small, endless].map((column) => summarise(column, { similarity: false })));
    expect(next).toEqual([summarise(long)]);
    expect(threads).toHaveLength(2);
  });

  test('has no answer to a test that takes too long', async () => {
    const many = Array.from({ length: 20_000 }, (_, answer) => `answer ${answer}`);
    expect(await open({ timeoutMs: 50 }).testAnswers(twoSides(many, many))).toBeNull();
  });

  test('leaves out similarity when the thread dies at work, and does the next job in a new one', async () => {
    const analyst = open();
    process.once('worker', (thread: Worker) => thread.once('message', () => void thread.terminate()));
    expect(await analyst.summarise([long])).toEqual([summarise(long, { similarity: false })]);
    expect(await analyst.summarise([long])).toEqual([summarise(long)]);
    expect(threads).toHaveLength(2);
  });

  test('tells what stopped it', async () => {
    const errors: unknown[] = [];
    const failure = new Error('out of memory');
    process.once('worker', (thread: Worker) => thread.emit('error', failure));
    const analyst = open({ onError: (error) => errors.push(error) });
    expect(await analyst.summarise([long])).toEqual([summarise(long, { similarity: false })]);
    expect(await analyst.summarise([long])).toEqual([summarise(long)]);
    expect(errors).toEqual([failure]);
  });

  test('starts a new thread when the old one died while idle', async () => {
    const analyst = open();
    await analyst.summarise([long]);
    await threads[0]?.terminate();
    expect(await analyst.summarise([long])).toEqual([summarise(long)]);
  });
});

describe('closing an analyst', () => {
  test('answers the jobs at hand and those waiting, without similarity', async () => {
    const analyst = open();
    const asked = [long, long, columnOf(answers(800, 500))].map((column) => analyst.summarise([column]));
    const compared = analyst.testAnswers(twoSides(L8, H8));
    await analyst.close();
    for (const [summary] of await Promise.all(asked)) expect(summary?.similarity).toBeNull();
    expect(await compared).toBeNull();
  });

  test('leaves it with what needs no thread', async () => {
    const analyst = open();
    await analyst.close();
    await analyst.close();
    expect(await analyst.summarise([small])).toEqual([summarise(small)]);
    expect(await analyst.summarise([long])).toEqual([summarise(long, { similarity: false })]);
    expect(threads).toHaveLength(0);
  });

  test('is not needed for the process to end', async () => {
    const script = `
      import { createAnalyst } from './src/analysis/analyst.ts';
      const output = (_, at) => ({ text: 'answer ' + at, outputTokens: null, finishReason: null, logprobs: null, costPicodollars: null, ttftMs: null });
      const [{ similarity }] = await createAnalyst().summarise([{ outputs: Array.from({ length: 30 }, output), failed: 0, equality: 'raw' }]);
      console.log(similarity);`;
    const node = ['--import', 'tsx', '--input-type=module', '--eval', script];
    const { stdout } = await promisify(execFile)(process.execPath, node, { timeout: 15_000 });
    expect(stdout.trim()).toBe('0.5');
  });
});
