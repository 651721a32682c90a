import { createStore } from '../../../src/store/create-store.ts';
import { openDatabase } from '../../../src/store/file/open-database.ts';
import type { Store } from '../../../src/store/store.ts';
import { newRun, promptOf } from './new-run.ts';

const COMPLETIONS = 900;
const TEXT =
  'The weather in Tokyo will be fine tomorrow, with a light breeze from the sea and no rain until the evening. 東京は晴れ。';

/**
 * Milliseconds that each of some completions takes to be logged in each of some data files. One in each file in turns,
 * because a disk may take ten times as long for a while, and shall do so for all of them.
 */
export async function measureLogging(folders: readonly string[]): Promise<readonly (readonly number[])[]> {
  const files: { readonly store: Store; readonly ids: readonly number[]; readonly times: number[] }[] = [];
  try {
    for (const folder of folders) {
      const store = await createStore(await openDatabase(folder));
      files.push({ store, ids: await queued(store), times: [] });
    }
    for (let index = 0; index < COMPLETIONS; index++) {
      for (const { store, ids, times } of files) times.push(await log(store, ids[index] ?? 0));
    }
  } finally {
    for (const { store } of files) await store.close();
  }
  return files.map(({ times }) => times);
}

async function queued(store: Store): Promise<readonly number[]> {
  const prompt = promptOf('Question 1 of experiment 1?', 'Answer in one sentence.');
  const { run } = await store.runs.create(newRun(1, { prompt, createdAt: new Date(), samples: COMPLETIONS }));
  return (await store.completions.ofRun(run.id)).map(({ id }) => id);
}

async function log(store: Store, id: number): Promise<number> {
  const began = performance.now();
  await store.completions.write([{ type: 'started', id, startedAt: new Date() }]);
  await store.completions.write([{ type: 'ended', id, endedAt: new Date(), outcome: OUTCOME }]);
  return performance.now() - began;
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
