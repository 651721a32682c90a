// Bundles src/ and views/ into dist/ when any source is newer than the last build, so that `npm start` never runs stale code
// and starts at once when nothing changed. Reading hundreds of modules, then compiling them, took most of the start. Packages that
// bring files of their own stay outside. Types are checked by `npm run check`. Without esbuild (npm ci --omit=dev) an existing
// build is used.
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAMS = ['tempera.ts', 'backup.ts', 'restore.ts'];
const OUTSIDE = ['better-sqlite3', 'tiktoken', 'htmx.org', 'tsx'];

const MAX_CACHE_MS = 120_000;

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..');
const src = join(root, 'src');
const dist = join(root, 'dist');
const stamp = join(dist, '.built');
const COMMON = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  external: OUTSIDE,
  logLevel: 'warning',
};

const newestIn = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).reduce(
    // A folder's own time changes when a file in it is added or removed.
    (newest, entry) => Math.max(newest, statSync(join(entry.parentPath, entry.name)).mtimeMs),
    statSync(folder).mtimeMs,
  );

const sources = ['src', 'views'].map((name) => newestIn(join(root, name)));
const settings = ['tsconfig.json', 'package-lock.json'].map((name) => statSync(join(root, name)).mtimeMs);
const itself = newestIn(here);
const built = lastBuild();

if (built < Math.max(...sources, ...settings, itself)) await build();

/** When this version of Node last built all, or 0: another one would refuse the code cache. */
function lastBuild() {
  try {
    return readFileSync(stamp, 'utf8') === process.version ? statSync(stamp).mtimeMs : 0;
  } catch {
    return 0;
  }
}

async function build() {
  const esbuild = await import('esbuild').catch(() => null);
  if (esbuild === null) {
    if (existsSync(stamp)) return;
    console.error('Tempera is not built and esbuild is not installed: run `npm ci` (with dev dependencies) first.');
    process.exit(1);
  }
  const begun = new Date();
  rmSync(dist, { recursive: true, force: true });
  // It has told what is wrong.
  await Promise.all([buildModules(esbuild), buildServer(esbuild)]).catch(() => process.exit(1));
  makeCodeCache();
  writeFileSync(stamp, process.version);
  // What was changed meanwhile may not be in it.
  utimesSync(stamp, begun, begun);
}

/** Programs and threads, which share what several of them need. */
async function buildModules(esbuild) {
  const threads = readdirSync(src, { recursive: true }).filter((name) => name.endsWith('-worker.ts'));
  await esbuild.build({
    ...COMMON,
    entryPoints: [...PROGRAMS, ...threads].map((name) => join(src, name)),
    outbase: src,
    outdir: join(dist, 'src'),
    // Imported from a part, a package that is CommonJS shows nothing by name.
    external: [...OUTSIDE, 'undici'],
    splitting: true,
    chunkNames: 'parts/[name]-[hash]',
    format: 'esm',
    // Packages that are CommonJS find their `require`.
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
    plugins: [{ name: 'server', setup: serverStaysOutside }],
  });
}

/** `tempera` starts the server as `npm start` does. */
function serverStaysOutside({ onResolve }) {
  onResolve({ filter: /^\.\/server\.ts$/ }, () => ({ path: './server.js', external: true }));
}

/** The server as one function of one script, since V8 gives modules no code cache; server-from-cache.mjs calls it. */
async function buildServer(esbuild) {
  const { outputFiles } = await esbuild.build({
    ...COMMON,
    entryPoints: [join(src, 'server.ts')],
    write: false,
    format: 'cjs',
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: { js: '(function (require, module, exports, importMetaUrl) { "use strict";' },
    footer: { js: '})' },
  });
  // One sign beyond ASCII, in a pattern or a comment, would have the whole text kept in twice the memory.
  const text = outputFiles[0].text.replace(/(?<!\\)[\u0080-\uffff]/g, escaped);
  mkdirSync(join(dist, 'src'), { recursive: true });
  writeFileSync(join(dist, 'src', 'server.cjs'), text);
  copyFileSync(join(here, 'server-from-cache.mjs'), join(dist, 'src', 'server.js'));
}

function escaped(sign) {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Without a code cache, as where nothing may listen on the loopback interface, the server starts later, but starts. */
function makeCodeCache() {
  const folder = mkdtempSync(join(tmpdir(), 'tempera-build-'));
  try {
    const env = { SystemRoot: process.env.SystemRoot ?? '' };
    const stdio = ['ignore', 'ignore', 'inherit'];
    execFileSync(process.execPath, [join(here, 'make-code-cache.mjs'), folder], {
      cwd: folder,
      env,
      stdio,
      timeout: MAX_CACHE_MS,
    });
  } catch (error) {
    console.warn(`The server was built without a code cache: ${error.message}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
