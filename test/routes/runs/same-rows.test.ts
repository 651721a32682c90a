import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { endedRun, formOf, newExperiment, type RunJson, runNow } from '../../support/pages.ts';
import { testApp } from '../../support/test-app.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const SYSTEM = 'You are a writer.';
const QUESTION = 'Write the first sentence of a story\nabout a lighthouse.';
const BODY = {
  messages: [
    { role: 'system', content: SYSTEM },
    { role: 'user', content: 'Hello!' },
    { role: 'assistant', content: 'Hello. What shall I write?' },
    { role: 'user', content: QUESTION },
  ],
  model: 'practice',
  temperature: [0, 0.7, null, 2],
  seed: 11,
  samples: 2,
  max_completion_tokens: 30,
};

/** What is the same whoever asks: not the ids, nor the times. */
function rowsOf({ completions }: RunJson) {
  return completions.map(({ settings, sample, status, text, usage, cost, finish_reason }) => ({
    settings,
    sample,
    status,
    text,
    usage,
    cost,
    finish_reason,
  }));
}

test('the same run asked through the page, the API and a fresh process gives the same rows', async () => {
  const app = await testApp();
  const { experiment } = await newExperiment(app);
  await app.send('POST', `/experiments/${experiment}/messages`, await formOf(app, experiment));
  await app.send('POST', `/experiments/${experiment}/messages`, await formOf(app, experiment));
  const page = await runNow(app, experiment, {
    model: 'practice/practice',
    system: SYSTEM,
    role: ['user', 'assistant', 'user'],
    // As a browser sends what is typed into a text area.
    content: ['Hello!', 'Hello. What shall I write?', QUESTION.replaceAll('\n', '\r\n')],
    temperature: '0, 0.7, not sent, 2',
    seed: '11',
    samples: '2',
    max_completion_tokens: '30',
  });
  const api = await endedRun(app, ((await (await app.post('/api/v1/runs', BODY)).json()) as RunJson).id);
  const folder = mkdtempSync(join(tmpdir(), 'tempera-rows-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const fresh = await inFreshProcess(folder, async (url) => {
    const headers = { 'Content-Type': 'application/json' };
    const started = await fetch(`${url}/api/v1/runs`, { method: 'POST', headers, body: JSON.stringify(BODY) });
    const { id } = (await started.json()) as RunJson;
    return (await (await fetch(`${url}/api/v1/runs/${id}?wait=30`)).json()) as RunJson;
  });
  const restarted = await inFreshProcess(folder, async (url) => {
    return (await (await fetch(`${url}/api/v1/runs/${fresh.id}`)).json()) as RunJson;
  });

  expect(api.completions).toHaveLength(8);
  expect(new Set(api.completions.map(({ text }) => text)).size).toBeGreaterThan(1);
  expect(page.request['messages']).toEqual(BODY.messages);
  expect(rowsOf(page)).toEqual(rowsOf(api));
  expect(rowsOf(fresh)).toEqual(rowsOf(api));
  expect(page.totals).toEqual(api.totals);
  expect(page.summary.map(withoutTimes)).toEqual(api.summary.map(withoutTimes));
  expect(restarted).toEqual(fresh);
});

function withoutTimes({ ttft_ms: _, ...summary }: Readonly<Record<string, unknown>>) {
  return summary;
}

/** Starts the server on a folder, does something with it, and stops it as a person would. */
async function inFreshProcess<T>(folder: string, use: (url: string) => Promise<T>): Promise<T> {
  const child = spawn(process.execPath, [join(ROOT, 'dist', 'src', 'server.js')], {
    // Nothing of this process's environment: a key in it must not reach the server.
    env: {
      PATH: process.env['PATH'] ?? '',
      DATA_DIR: folder,
      PORT: '0',
      TEMPERA_PRACTICE_RATE: '0',
      TEMPERA_DISCOVER: 'off',
    },
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    return await use(await addressOf(child));
  } finally {
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
  }
}

async function addressOf(child: ChildProcess): Promise<string> {
  let said = '';
  for await (const text of child.stdout ?? []) {
    said += String(text);
    const address = /http:\/\/\S+/.exec(said)?.[0];
    if (address !== undefined) return address;
  }
  throw new Error(`the server ended with: ${said}`);
}
