import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Figure, median } from './figure.ts';
import { startTempera } from './tempera.ts';

const STARTS = 5;
const GRID = { temperatures: [0, 0.5, 1, 1.5, 2], samples: 5, concurrency: 8 };

/** What the first run after a start waits for before its first request is sent, and the memory that is taken after it. */
export async function firstRequestFigures(folder: string): Promise<readonly Figure[]> {
  const firsts: { readonly waitedMs: number; readonly rssBytes: number }[] = [];
  for (let index = 0; index < STARTS; index += 1) firsts.push(await firstRun(join(folder, String(index))));
  return [
    {
      name: 'POST to first request at the endpoint, right after a start',
      measured: median(firsts.map(({ waitedMs }) => waitedMs)),
      unit: 'ms',
      aim: 100,
    },
    {
      name: 'memory (RSS) after a first run of 5 × 5',
      measured: median(firsts.map(({ rssBytes }) => rssBytes)) / 1e6,
      unit: 'MB',
      aim: 180,
    },
  ];
}

async function firstRun(folder: string) {
  let firstAt = 0;
  const endpoint = createServer((request, response) => {
    firstAt ||= performance.now();
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(`${ANSWER.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('')}data: [DONE]\n\n`);
    });
  });
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  const { port } = endpoint.address() as AddressInfo;
  const tempera = await startTempera({ folder, endpoint: `http://127.0.0.1:${port}/v1` });
  const pressedAt = performance.now();
  await tempera.ended(await tempera.startRun({ model: 'gpt-4o-mini', ...GRID }));
  const { rssBytes } = await tempera.child.usage();
  await tempera.child.stop();
  endpoint.close();
  return { waitedMs: firstAt - pressedAt, rssBytes };
}

const ANSWER = [
  { choices: [{ index: 0, delta: { role: 'assistant', content: 'Something.' }, finish_reason: 'stop' }] },
  { choices: [], usage: { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 } },
].map((chunk) => ({ id: 'a', object: 'chat.completion.chunk', created: 1, model: 'gpt-4o-mini', ...chunk }));
