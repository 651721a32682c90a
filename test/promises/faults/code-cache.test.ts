import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { newFolder, startServer } from '../../support/running-server.ts';

const ROOT = new URL('../../../', import.meta.url).pathname;
const SCRIPT = join('dist', 'src', 'server.cjs');
const CACHE = `${SCRIPT}.cache`;
const { folder, remove } = newFolder();

afterAll(remove);

/** Says whether V8 refuses the cache; in a process without the switches of this one, which would make it refuse. */
const TAKEN = `
const [script, cache] = process.argv.slice(1);
const { readFileSync } = require('node:fs');
const { Script } = require('node:vm');
const { cachedDataRejected } = new Script(readFileSync(script, 'utf8'), { filename: script, cachedData: readFileSync(cache) });
console.log(cachedDataRejected);
`;

test('the build leaves a code cache that this version of Node takes', () => {
  const refused = execFileSync(process.execPath, ['--eval', TAKEN, join(ROOT, SCRIPT), join(ROOT, CACHE)]);

  expect(String(refused).trim()).toBe('false');
});

test('the build names functions in the script, which is readable ASCII', () => {
  const text = readFileSync(join(ROOT, SCRIPT), 'latin1');

  expect(text).toMatch(/^function createApp\(/m);
  expect(/[\u0080-\uffff]/.test(text)).toBe(false);
});

test.each([
  ['of another version of Node', (cache: Buffer) => cache.fill(0, 0, 16)],
  ['that was cut short', (cache: Buffer) => cache.subarray(0, cache.length / 2)],
  ['without anything in it', () => Buffer.alloc(0)],
  ['that is missing', () => null],
])('the server starts with a code cache %s', async (name, change) => {
  const program = copyOfBuild(join(folder, name), change(readFileSync(join(ROOT, CACHE))));
  const server = await startServer({ folder: join(folder, name, 'data-folder'), program });

  try {
    expect((await server.request('/')).status).toBe(200);
    expect(server.output()).not.toMatch(/error|cache/i);
  } finally {
    await server.stop();
  }
});

/** The project in another folder, with a code cache of its own; answers the program to run. */
function copyOfBuild(copy: string, cache: Buffer | null): string {
  mkdirSync(join(copy, 'dist', 'src'), { recursive: true });
  mkdirSync(join(copy, 'data-folder'));
  for (const name of readdirSync(ROOT)) if (name !== 'dist') symlinkSync(join(ROOT, name), join(copy, name));
  for (const name of [SCRIPT, join('dist', 'src', 'server.js')]) copyFileSync(join(ROOT, name), join(copy, name));
  if (cache !== null) writeFileSync(join(copy, CACHE), cache);
  return join(copy, 'dist', 'src', 'server.js');
}
