import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Provider } from '../../src/provider/provider.ts';
import { answerOf, failureOf, providerFor } from '../provider/asking.ts';

let child: ChildProcess;
let provider: Provider;

beforeAll(async () => {
  const file = fileURLToPath(new URL('./scripted-endpoint-process.ts', import.meta.url));
  child = spawn(process.execPath, ['--import', 'tsx', file], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  provider = providerFor(line.toString().trim());
});
afterAll(async () => {
  await provider.close();
  child.stdin?.end();
  if (child.exitCode === null) await once(child, 'exit');
});

test('the model says how many tokens are sent', async () => {
  const { text, result } = await answerOf(provider, { body: { model: 'fast-60' } });
  expect(text.split(' ')).toHaveLength(60);
  expect(result).toMatchObject({ finishReason: 'stop', usage: { outputTokens: 60 } });
});

test('and at what pace', async () => {
  const started = performance.now();
  const { text } = await answerOf(provider, { body: { model: 'paced-100-10-5' } });
  expect(text).toBe('word0 word1 word2 word3 word4');
  // Timers never ring early by more than a millisecond.
  expect(performance.now() - started).toBeGreaterThan(100 + 4 * 10 - 6);
});

test('other models do not exist', async () => {
  expect((await failureOf(provider, { body: { model: 'gpt-4o' } })).error).toMatchObject({ kind: 'no_such_model' });
});
