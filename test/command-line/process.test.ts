import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { PROJECT_ROOT } from '../../src/platform/paths.ts';
import { openDatabase } from '../../src/store/file/open-database.ts';
import { startServer } from '../support/running-server.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { answer, refusal, textThen } from '../support/scripts.ts';
import { newFolder, removeFolder } from '../support/temporary-folders.ts';
import { fileWith } from './command-line.ts';

// Each test starts programs, several at once.
vi.setConfig({ testTimeout: 60_000 });

const PROGRAM = join(PROJECT_ROOT, 'dist', 'src', 'tempera.js');
const BODY = {
  model: 'gpt-4o-mini',
  messages: [{ role: 'user', content: '{{what}}?' }],
  max_completion_tokens: 5,
  cases: [{ variables: { what: 'tea' }, expected: 'yes' }],
  checks: [{ type: 'exact' }],
};

const folders: string[] = [];
let endpoint: ScriptedEndpoint;
beforeAll(async () => {
  endpoint = await startScriptedEndpoint();
});
afterAll(async () => {
  await endpoint.close();
  for (const folder of folders) removeFolder(folder);
});

interface Started {
  readonly child: ChildProcess;
  readonly folder: string;
  stdout(): string;
  stderr(): string;
  readonly ended: Promise<number | null>;
}

/** Starts the built program over a data folder of its own. */
function start(args: readonly string[], env: Readonly<Record<string, string>> = {}, command = PROGRAM): Started {
  const folder = newFolder();
  folders.push(folder);
  const [file, first] = command === PROGRAM ? [process.execPath, [PROGRAM]] : [command, []];
  const child = spawn(file, [...first, ...args], {
    cwd: folder,
    env: {
      ...{ PATH: process.env['PATH'] ?? '', DATA_DIR: folder, TEMPERA_DISCOVER: 'off', TEMPERA_PRACTICE_RATE: '0' },
      ...{ OPENAI_API_KEY: 'sk-test-0000', OPENAI_BASE_URL: endpoint.baseUrl, TEMPERA_LIST_PRICES: 'on' },
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = ['', ''];
  for (const [place, stream] of [child.stdout, child.stderr].entries()) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      texts[place] += text;
    });
  }
  return {
    child,
    folder,
    stdout: () => texts[0] ?? '',
    stderr: () => texts[1] ?? '',
    ended: once(child, 'close').then(([code]) => code as number | null),
  };
}

test('in a pipe it prints JSON alone on stdout, calm lines on stderr, and ends with 0; its data folder has the days of the machine, as one that the server makes', async () => {
  endpoint.answerBy(() => answer('yes'));
  const one = start(['run', fileWith(BODY), '--output', 'json', '--min-pass', '1'], { TZ: 'Asia/Tokyo' });
  expect(await one.ended).toBe(0);
  expect(JSON.parse(one.stdout())).toMatchObject({ runs: [{ status: 'finished', completions: [{ text: 'yes' }] }] });
  expect(one.stderr()).toMatch(/^Run 1 “body\.json”: 1 of 1 requests, \$[\d.]+\n$/);
  const { days, close } = await openDatabase(one.folder);
  await close();
  expect(days.calendar.zone).toBe('Asia/Tokyo');
});

test('it ends with 2 for a wrong option, 5 below --min-pass, 6 when a request failed', async () => {
  endpoint.answerBy(({ body }) => {
    const asked = JSON.stringify(body);
    return asked.includes('fail') ? refusal(400, { message: 'No.' }) : answer('no');
  });
  const file = fileWith(BODY);
  const wrong = start(['run', file, '--sample', '2']);
  const below = start(['run', file, '--min-pass', '0.5']);
  const failed = start(['run', fileWith({ ...BODY, cases: [{ variables: { what: 'fail' } }] })]);
  expect(await Promise.all([wrong.ended, below.ended, failed.ended])).toEqual([2, 5, 6]);
  expect(wrong.stderr()).toBe('tempera: There is no option --sample. Did you mean --samples?\n');
  expect(below.stderr()).toContain('less than 50% passed');
  expect(failed.stderr()).toContain('1 of 1 requests failed');
});

// A terminal of its own comes with util-linux; macOS has another `script`.
test.runIf(process.platform === 'linux' && existsSync('/usr/bin/script'))(
  'on a terminal its progress is written over, on a dumb one it stays line by line',
  async () => {
    endpoint.answerBy(() => answer('yes'));
    const command = `${process.execPath} ${PROGRAM} run ${fileWith(BODY)}`;
    const args = ['--quiet', '--return', '--command', command, '/dev/null'];
    const lively = start(args, { TERM: 'xterm' }, '/usr/bin/script');
    const dumb = start(args, { TERM: 'dumb' }, '/usr/bin/script');
    expect(await Promise.all([lively.ended, dumb.ended])).toEqual([0, 0]);
    expect(lively.stdout()).toContain('\r\u001b[K');
    expect(dumb.stdout()).not.toContain('\u001b');
    expect(dumb.stdout()).toContain('1 of 1 requests');
  },
);

test('when nobody reads its output any more it cancels what is left, and ends quietly', async () => {
  endpoint.answerBy(() => textThen('half', { hang: true }));
  endpoint.enqueue(answer('yes'));
  const one = start(['run', fileWith(BODY), '--samples', '2', '--output', 'jsonl', '--quiet']);
  one.child.stdout?.destroy();
  expect(await one.ended).toBe(141);
  expect(one.stderr()).toBe('');
});

test('Ctrl+C cancels what is left, prints what there is, and ends with 130; the answers are kept', async () => {
  endpoint.answerBy(() => textThen('half', { hang: true }));
  endpoint.enqueue(answer('yes'));
  const before = endpoint.requests.length;
  const one = start(['run', fileWith(BODY), '--samples', '3', '--output', 'jsonl']);
  await expect.poll(one.stdout).toContain('"status":"done"');
  await expect.poll(() => endpoint.requests.length).toBe(before + 3);
  const open = endpoint.requests.slice(before);
  one.child.kill('SIGINT');
  expect(await one.ended).toBe(130);
  expect(await Promise.all(open.map(({ closed }) => closed))).toContain('cut');
  const lines = one.stdout().trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { status: string }).status)).toEqual([
    'done',
    'cancelled',
    'cancelled',
  ]);
  const kept = start(['export', 'API runs', '--results'], { DATA_DIR: one.folder });
  expect(await kept.ended).toBe(0);
  expect(kept.stdout().match(/"status": "(done|cancelled)"/g)).toHaveLength(4);
});

describe('with a server', () => {
  test('it asks the server by address and password, and leaves alone a folder that the server uses', async () => {
    endpoint.answerBy(() => answer('yes'));
    const folder = newFolder();
    folders.push(folder);
    const env = { OPENAI_API_KEY: 'sk-test-0000', OPENAI_BASE_URL: endpoint.baseUrl, TEMPERA_PASSWORD: 'open sesame' };
    const server = await startServer({ folder, env });
    const file = fileWith(BODY);
    const place = { TEMPERA_URL: server.url, TEMPERA_PASSWORD: 'open sesame' };
    const [asked, wrong, locked] = [
      start(['run', file], place),
      start(['run', file], { ...place, TEMPERA_PASSWORD: 'sesame' }),
      start(['run', file, '--data-dir', folder]),
    ];
    expect(await Promise.all([asked.ended, wrong.ended, locked.ended])).toEqual([0, 1, 4]);
    expect(asked.stdout()).toMatch(/pass\s+yes/);
    expect(wrong.stderr()).toContain('password');
    expect(locked.stderr()).toContain(`process ${server.pid}`);
    await server.stop();
    const gone = start(['export', '--url', server.url]);
    expect([await gone.ended, gone.stderr()]).toEqual([1, expect.stringContaining('does not answer')]);
  });
});
