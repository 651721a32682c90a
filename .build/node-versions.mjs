// node-versions.mjs [--only 22,24] [TEST...] : builds, starts and tests Tempera on other versions of Node than the one at hand, in a
// temporary copy of the files that git knows. Without TEST all tests of behaviour and faults run. Each Node comes from npm as a package with its
// headers, against which better-sqlite3 is compiled (a C++ compiler and Python are needed). Nothing outside the copy changes.
// Prints a line for each version; ends with 1 when one of them failed.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const START_WITHIN_MS = 30_000;
/**
 * Headers of another release than the newest: those of Node 24.19 to 24.21 make every addon built on `node::ObjectWrap` abort when
 * garbage is collected (nodejs/node#65446), and better-sqlite3 12 is one. Its published binaries are older than that.
 */
const HEADERS = { 24: '24.18.1' };
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const NPM = process.env.npm_execpath ?? fail('Start it as `npm run node-versions`.');

const { values, positionals: tests } = parseArgs({
  options: { only: { type: 'string', default: '22,24,26' } },
  allowPositionals: true,
});
const work = mkdtempSync(join(tmpdir(), 'tempera-node-versions-'));
const copy = join(work, 'copy');

try {
  copyKnownFiles();
  run(process.execPath, [NPM, 'ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  const results = [];
  for (const version of values.only.split(',')) results.push(await tryOn(version));
  for (const { line } of results) console.log(line);
  process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** Builds, starts and tests the copy on the newest release of a major version; what fails is told and does not stop the next. */
async function tryOn(major) {
  let name = `Node ${major}`;
  try {
    const home = install(major);
    const headers = HEADERS[major] === undefined ? home : install(HEADERS[major]);
    const node = join(home, 'bin', 'node');
    name = `Node ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim().slice(1)}`;
    const env = { PATH: [join(home, 'bin'), process.env.PATH].join(delimiter), npm_config_nodedir: headers };
    compile(node, env);
    await start(node, env);
    const vitest = join('node_modules', 'vitest', 'vitest.mjs');
    run(
      node,
      [
        vitest,
        'run',
        '--config',
        'test/vitest.config.ts',
        '--project',
        'behaviour',
        '--project',
        'faults',
        '--exclude',
        'test/browser/**',
        ...tests,
      ],
      env,
    );
    return {
      passed: true,
      line: `${name}: builds, starts, and passes ${tests.join(' ') || 'all tests of behaviour and faults'}`,
    };
  } catch (error) {
    return { passed: false, line: `${name}: FAILS, ${error.message}` };
  }
}

/** The folder of one version, with `bin/node` and `include/node`. */
function install(version) {
  const folder = join(work, `node-${version}`);
  const name = `node-${process.platform}-${process.arch}`;
  const flags = ['--prefix', folder, '--no-save', '--no-audit', '--no-fund'];
  mkdirSync(folder);
  run(process.execPath, [NPM, 'install', ...flags, `${name}@${version}`]);
  return join(folder, 'node_modules', name);
}

/** Compiles better-sqlite3 for this Node and bundles the programs anew. */
function compile(node, env) {
  const gyp = createRequire(NPM).resolve('node-gyp/bin/node-gyp.js');
  execFileSync(node, [gyp, 'rebuild', '--release', '--silent'], {
    cwd: join(copy, 'node_modules', 'better-sqlite3'),
    env: { ...process.env, ...env },
    stdio: 'inherit',
  });
  rmSync(join(copy, 'dist'), { recursive: true, force: true });
  run(node, [join('.build', 'ensure-built.mjs')], env);
}

/** Starts the built server on a new data folder and asks it for its first page. */
async function start(node, env) {
  const data = mkdtempSync(join(work, 'data-'));
  const server = spawn(node, [join('dist', 'src', 'server.js'), '--port', '0', '--data-dir', data], {
    cwd: copy,
    env: { ...process.env, ...env, TEMPERA_DISCOVER: 'off' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(server, 'exit');
  const timeout = setTimeout(() => server.kill('SIGKILL'), START_WITHIN_MS);
  try {
    const answer = await fetch(await addressOf(server));
    if (!answer.ok) throw new Error(`the first page answers ${answer.status}`);
  } finally {
    server.kill('SIGTERM');
    await ended;
    clearTimeout(timeout);
  }
}

async function addressOf(server) {
  let output = '';
  for await (const chunk of server.stdout) {
    output += chunk;
    const address = /Tempera is at (http:\/\/\S+)/.exec(output)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error('the server does not start');
}

function copyKnownFiles() {
  const names = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0').filter(Boolean);
  for (const name of names) cpSync(join(ROOT, name), join(copy, name));
  if (readdirSync(copy).length === 0) fail('git knows no files here.');
}

function run(command, args, env = {}) {
  execFileSync(command, args, { cwd: copy, env: { ...process.env, ...env }, stdio: 'inherit' });
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
