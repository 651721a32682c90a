// Bundles src/ and views/ into dist/ when any source is newer than the last build, so that `npm start` never runs stale code
// and starts at once when nothing changed. One file per program and thread: reading hundreds of modules took most of the
// start. Packages that are loaded only when needed, or that bring files of their own, stay outside. Types are checked by
// `npm run check`. Without esbuild (npm ci --omit=dev) an existing build is used.
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAMS = ['server.ts', 'tempera.ts', 'backup.ts', 'restore.ts'];
const OUTSIDE = ['better-sqlite3', 'tiktoken', 'undici', 'htmx.org', 'tsx'];

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'dist', '.built');

const newestIn = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).reduce(
    // A folder's own time changes when a file in it is added or removed.
    (newest, entry) => Math.max(newest, statSync(join(entry.parentPath, entry.name)).mtimeMs),
    statSync(folder).mtimeMs,
  );

const sources = ['src', 'views'].map((name) => newestIn(join(root, name)));
const settings = ['tsconfig.json', 'package-lock.json'].map((name) => statSync(join(root, name)).mtimeMs);
const itself = statSync(fileURLToPath(import.meta.url)).mtimeMs;
const built = existsSync(stamp) ? statSync(stamp).mtimeMs : 0;

if (built < Math.max(...sources, ...settings, itself)) await build();

async function build() {
  const esbuild = await import('esbuild').catch(() => null);
  if (esbuild === null) {
    if (built > 0) return;
    console.error('Tempera is not built and esbuild is not installed: run `npm ci` (with dev dependencies) first.');
    process.exit(1);
  }
  const src = join(root, 'src');
  const threads = readdirSync(src, { recursive: true }).filter((name) => name.endsWith('-worker.ts'));
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  await esbuild
    .build({
      absWorkingDir: root,
      entryPoints: [...PROGRAMS, ...threads].map((name) => join(src, name)),
      outbase: src,
      outdir: join(root, 'dist', 'src'),
      bundle: true,
      splitting: true,
      chunkNames: 'parts/[name]-[hash]',
      platform: 'node',
      format: 'esm',
      target: 'node20',
      external: OUTSIDE,
      // Packages that are CommonJS find their `require`.
      banner: {
        js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
      },
      logLevel: 'warning',
    })
    // It has told what is wrong.
    .catch(() => process.exit(1));
  writeFileSync(stamp, '');
}
