// make-code-cache.mjs FOLDER : starts the built server in this process, on a new data folder, has it answer its first page and carry out
// its first run, and keeps what V8 compiled for that next to it. A model on the loopback interface answers.
import { once } from 'node:events';
import { chmodSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 20;
const MODEL = 'gpt-4o-mini';
const CHUNKS = [
  { choices: [{ index: 0, delta: { role: 'assistant', content: 'Something.' }, finish_reason: 'stop' }] },
  { choices: [], usage: { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 } },
].map((chunk) => ({ id: 'a', object: 'chat.completion.chunk', created: 1, model: MODEL, ...chunk }));

const model = createServer((request, response) => {
  request.resume().on('end', () => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(`${CHUNKS.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('')}data: [DONE]\n\n`);
  });
}).listen(0, '127.0.0.1');
await once(model, 'listening');

// The program's own arguments are none of the server's.
const [folder] = process.argv.splice(2);
Object.assign(process.env, {
  DATA_DIR: folder,
  PORT: '0',
  OPENAI_API_KEY: 'none',
  OPENAI_BASE_URL: `http://127.0.0.1:${model.address().port}/v1`,
  TEMPERA_DISCOVER: 'off',
});
const started = addressTold();
const { script, cachePath } = await import('../dist/src/server.js');
const address = await started;
await textOf('/', { headers: { accept: 'text/html' } });
await carryOutRun();
await textOf('/', { headers: { accept: 'text/html' } });

// Whoever may read the script may read what was compiled of it; a process that starts meanwhile finds all of it or nothing.
writeFileSync(`${cachePath}.new`, script.createCachedData());
chmodSync(`${cachePath}.new`, 0o644);
renameSync(`${cachePath}.new`, cachePath);
process.exit(0);

/** The address that the server prints once it listens. */
function addressTold() {
  return new Promise((resolve) => {
    console.log = (line) => resolve(/http:\/\/\S+/.exec(line)?.[0]);
  });
}

async function carryOutRun() {
  const run = JSON.parse(
    await textOf('/api/v1/runs', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        model: MODEL,
        connection: 'openai',
        messages: [{ role: 'user', content: 'Say something.' }],
        temperature: [0, 1],
        samples: 2,
        confirm: true,
      }),
    }),
  );
  const status = async () => JSON.parse(await textOf(`/api/v1/runs/${run.id}`)).status;
  while ((await status()) === 'running') await delay(POLL_MS);
}

async function textOf(path, options) {
  const answer = await fetch(address + path, options);
  if (!answer.ok) throw new Error(`${path} answers ${answer.status}.`);
  return answer.text();
}
