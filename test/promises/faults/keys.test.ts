import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createLog } from '../../../src/platform/log.ts';
import { runJson, start } from '../../support/asking-the-app.ts';
import { buildServer, newFolder, type RunningServer, startServer } from '../../support/running-server.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answerOf, chunk, events, json, refusal, type Script, textThen } from '../../support/scripts.ts';

vi.setConfig({ testTimeout: 60_000 });

const KEY = 'sk-CANARY123';
/** A key of another form, that nothing but its own value gives away. */
const ODD_KEY = 'CANARY/123+odd=key';

const echo = { 'x-request-id': KEY, 'retry-after': '0', 'set-cookie': `k=${KEY}`, 'www-authenticate': `Bearer ${KEY}` };

/** Everything an endpoint can put the key into. */
function echoing(key: string): readonly Script[] {
  return [
    answerOf(['Your key is ', key, ', is it not?']),
    answerOf([...`Spelt out: ${key}! Ends with ${key.slice(0, 5)}`]),
    events(
      { ...chunk({ reasoning_content: `thinking of ${key}` }), id: key, system_fingerprint: key },
      chunk(
        { content: 'x' },
        { logprobs: { content: [{ token: key, logprob: -1, top_logprobs: [{ token: key, logprob: -1 }] }] } },
      ),
      { ...chunk({}, { finishReason: key }), [key]: [key] },
    ),
    refusal(401, { message: `Incorrect API key provided: ${key}`, code: key, type: key, param: key }, echo),
    refusal(400, { message: `Bad ${key}`, param: key }, echo),
    json({ detail: [{ loc: ['body', key], msg: key }] }, 422, echo),
    { status: 502, headers: { 'content-type': 'text/html', ...echo }, steps: [{ raw: `<title>${key}</title>` }] },
    {
      status: 307,
      headers: { location: `http://127.0.0.1:9/${encodeURIComponent(key)}?k=${key}` },
      steps: [{ raw: '' }],
    },
    textThen('so far', { raw: `data: {"oops": ${key}\n\n` }),
    textThen('so far', { event: { error: { message: `died with ${key}`, code: key } } }),
    { headers: { 'content-type': 'text/plain' }, steps: [{ raw: `Authorization: Bearer ${key}\n` }] },
  ];
}

let endpoint: ScriptedEndpoint;
const { folder, remove } = newFolder();

beforeAll(async () => {
  buildServer();
  endpoint = await startScriptedEndpoint();
});
afterAll(async () => {
  await endpoint.close();
  remove();
});

async function everythingOf(server: RunningServer, ids: readonly number[]): Promise<string> {
  const paths = ['/', '/models', '/history', '/history?q=CANARY', '/notebooks/1', '/healthz', '/nowhere'];
  const api = ['/api/v1/runs', '/api/v1/completions?limit=1000', '/api/v1/models', '/api/v1/costs'];
  const runs = ids.flatMap((id) => [`/runs/${id}`, `/runs/${id}/events`, `/api/v1/runs/${id}`]);
  const completions = (await Promise.all(ids.map((id) => runJson(server, id)))).flatMap((run) => run.completions);
  const raws = completions.flatMap(({ id }) => [`/completions/${id}/raw`, `/api/v1/completions/${id}`]);
  const all = [...paths, ...api, ...runs, ...raws];
  const answers = [];
  for (const path of all) {
    const answer = await server.request(path);
    answers.push(JSON.stringify([...answer.headers]), await answer.text());
  }
  return answers.join('\n');
}

test.each([
  ['of the usual form', KEY],
  ['of any form', ODD_KEY],
])('a key %s that the endpoint sends back in every way is nowhere afterwards', async (name, key) => {
  const data = join(folder, `data ${name}`);
  const env = { OPENAI_API_KEY: key, OPENAI_BASE_URL: endpoint.baseUrl, TEMPERA_LOG: 'debug', DATA_DIR: data };
  const server = await startServer({ folder, env });
  endpoint.listBy(() => json({ data: [{ id: key }, { id: 'gpt-4o-mini' }] }, 200, echo));
  endpoint.forget();
  const ids: number[] = [];
  for (const script of echoing(key)) {
    endpoint.answerBy(() => script);
    ids.push(await start(server, { logprobs: true }));
    await runJson(server, ids.at(-1) ?? 0, 10);
  }
  expect(endpoint.requests[0]?.headers['authorization']).toBe(`Bearer ${key}`);
  const seen = await everythingOf(server, ids);
  expect(seen).toContain('Your key is [key removed], is it not?');
  expect(seen).toContain(`! Ends with ${key.slice(0, 5)}`);
  for (const hidden of [key, encodeURIComponent(key), JSON.stringify(key).slice(1, -1)]) {
    expect(seen.split(hidden)).toHaveLength(1);
    expect(server.output()).not.toContain(hidden);
    for (const file of readdirSync(data)) expect(readFileSync(join(data, file)).includes(hidden)).toBe(false);
  }
  await server.stop();
});

test('a browser that is opened gets no secret in its environment', async () => {
  const data = join(folder, 'opening');
  const told = join(folder, 'environment');
  const opener = join(folder, 'xdg-open');
  writeFileSync(
    opener,
    `#!/bin/sh\nenv > '${told}.new'\necho "address $1" >> '${told}.new'\nmv '${told}.new' '${told}'\n`,
  );
  chmodSync(opener, 0o755);
  const env = {
    OPENAI_API_KEY: KEY,
    OPENAI_BASE_URL: endpoint.baseUrl,
    TEMPERA_PASSWORD: 'correct horse',
    DATA_DIR: data,
    PATH: `${folder}:${process.env['PATH']}`,
  };
  const server = await startServer({ folder, env, args: ['--open'] });
  await expect.poll(() => existsSync(told), { timeout: 10_000 }).toBe(true);
  const seen = readFileSync(told, 'utf8');
  expect(seen).toContain(`address ${server.url}`);
  expect(seen).not.toMatch(/CANARY|correct horse|OPENAI_|TEMPERA_PASSWORD/);
  await server.stop();
});

/** Tells, beside the server and before it, with what every thread and every child process is started. */
const WATCHER = `
  import { appendFileSync } from 'node:fs';
  import { syncBuiltinESMExports } from 'node:module';
  import threads from 'node:worker_threads';
  import processes from 'node:child_process';
  const note = (what) => appendFileSync(process.env.WATCHED, JSON.stringify(what) + '\\n');
  const { Worker } = threads;
  threads.Worker = class extends Worker {
    constructor(file, options = {}) {
      super(file, options);
      note({ thread: String(file), env: options.env ?? process.env, argv: options.argv, data: options.workerData });
    }
  };
  for (const name of ['spawn', 'execFile', 'fork']) {
    const real = processes[name];
    processes[name] = (...given) => {
      note({ child: given, env: process.env });
      return real(...given);
    };
  }
  syncBuiltinESMExports();
`;

test('a key is in no argument of the server, its threads and its children, and threads get no environment', async () => {
  const data = join(folder, 'arguments');
  const [watcher, watched] = [join(folder, 'watcher.mjs'), join(folder, 'watched')];
  writeFileSync(watcher, WATCHER);
  writeFileSync(watched, '');
  const env = {
    OPENAI_API_KEY: KEY,
    OPENAI_BASE_URL: endpoint.baseUrl,
    GROQ_API_KEY: 'gsk_CANARY-named-1',
    DATA_DIR: data,
    NODE_OPTIONS: `--import ${watcher}`,
    WATCHED: watched,
  };
  const server = await startServer({ folder, env });
  endpoint.answerBy(() => answerOf(['Hello']));
  const connections = [
    { name: 'Typed', key: 'CANARY-typed-2', headers: { 'X-Team': 'CANARY-header-3' }, query: { q: 'CANARY-query-4' } },
    { name: 'Named', key_env: 'GROQ_API_KEY' },
  ];
  for (const one of connections) {
    const added = await server.post('/api/v1/connections', { ...one, base_url: endpoint.baseUrl });
    expect(added.status).toBe(201);
  }
  const seen: string[] = [];
  for (const connection of ['openai', 'typed', 'named']) {
    await runJson(server, await start(server, { connection, samples: 2, confirm: true }), 20);
    seen.push(...argumentsOf(server.pid));
  }
  // Counting, analysis, history and files each have a thread.
  for (const path of ['/history', '/runs/1/measures', '/notebooks/1/file', '/history/export.csv']) {
    expect((await server.request(path)).status).toBe(200);
  }
  seen.push(...argumentsOf(server.pid));
  if (existsSync('/proc/self/cmdline')) expect(seen.join('\n')).toContain('server.js');
  expect(seen.join('\n')).not.toContain('CANARY');
  const started = readFileSync(watched, 'utf8');
  expect(started.match(/"thread":/g)?.length ?? 0).toBeGreaterThan(2);
  expect(started).not.toContain('CANARY');
  await server.stop();
});

/** The command lines of a process, its threads and its children as the system tells them to every account; none where it does not. */
function argumentsOf(pid: number): readonly string[] {
  const threads = existsSync(`/proc/${pid}/task`) ? readdirSync(`/proc/${pid}/task`) : [];
  const children = threads.flatMap((thread) =>
    told(`/proc/${pid}/task/${thread}/children`)
      .split(' ')
      .filter((id) => id !== ''),
  );
  const places = [`${pid}`, ...threads.map((thread) => `${pid}/task/${thread}`), ...children];
  return places.flatMap((place) =>
    ['cmdline', 'comm'].map((name) => told(`/proc/${place}/${name}`).replaceAll('\0', ' ')),
  );
}

function told(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

test('the log writes no secret, wherever in a line it stands', () => {
  const lines: string[] = [];
  const log = createLog({
    level: 'info',
    secrets: [ODD_KEY, 'pass"word', null],
    destination: { write: (line: string) => void lines.push(line) },
  });
  const error = new Error(`failed with ${ODD_KEY}`, { cause: new Error(KEY) });
  log.error({ err: error, headers: { authorization: `Bearer ${ODD_KEY}` } }, `asked with ${ODD_KEY}`);
  log.info({ [ODD_KEY]: ['pass"word', { deep: 'sk-proj-abcdef' }] }, 'Bearer abcdef');
  expect(lines).toHaveLength(2);
  expect(lines.join('')).not.toMatch(/CANARY|pass\\"word|sk-proj-abc|Bearer abc/);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([{ level: 50 }, { level: 30 }]);
});
