import { createStore } from '../../../src/store/create-store.ts';
import { openDatabase } from '../../../src/store/open-database.ts';
import { newRun, promptOf } from './new-run.ts';

const COMPLETIONS = 300;
const TEXT =
  'The weather in Tokyo will be fine tomorrow, with a light breeze from the sea and no rain until the evening. 東京は晴れ。';

/** Milliseconds that each of some completions takes to be logged in a data file, one after the other. */
export async function measureLogging(folder: string): Promise<readonly number[]> {
  const store = await createStore(await openDatabase(folder));
  try {
    const prompt = promptOf('Question 1 of experiment 1?', 'Answer in one sentence.');
    const { run } = await store.runs.create(newRun(1, { prompt, createdAt: new Date(), samples: COMPLETIONS }));
    const times: number[] = [];
    for (const { id } of await store.completions.ofRun(run.id)) {
      const began = performance.now();
      await store.completions.write([{ type: 'started', id, startedAt: new Date() }]);
      await store.completions.write([{ type: 'ended', id, endedAt: new Date(), outcome: OUTCOME }]);
      times.push(performance.now() - began);
    }
    return times;
  } finally {
    await store.close();
  }
}

const OUTCOME = {
  status: 'done',
  text: TEXT,
  reasoning: null,
  finishReason: 'stop',
  usage: { inputTokens: 50, cachedInputTokens: 0, outputTokens: 40, reasoningTokens: 0, source: 'reported' },
  prices: { input: 150_000n, cachedInput: null, output: 600_000n, model: 'gpt-4o-mini', date: '2026-11-01' },
  cost: { picodollars: 31_500_000n, source: 'computed' },
  ttftMs: 300,
  durationMs: 900,
  attempts: 1,
  error: null,
  textMended: false,
  request: { model: 'gpt-4o-mini' },
  response: { id: 'chatcmpl-1' },
  logprobs: null,
} as const;
