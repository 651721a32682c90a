// Compiles src/ and views/ into dist/ when any source is newer than the last build, so that `npm start` never runs stale
// code and starts at once when nothing changed. Without TypeScript (npm ci --omit=dev) an existing build is used.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

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
const built = existsSync(stamp) ? statSync(stamp).mtimeMs : 0;

if (built < Math.max(...sources, ...settings)) {
  let compiler;
  try {
    compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  } catch {
    if (built === 0) {
      console.error(
        'Tempera is not built and TypeScript is not installed: run `npm ci` (with dev dependencies) first.',
      );
      process.exit(1);
    }
    process.exit(0);
  }
  const { status } = spawnSync(process.execPath, [compiler, '-p', join(root, 'tsconfig.json')], { stdio: 'inherit' });
  if (status === 0) writeFileSync(stamp, '');
  process.exit(status ?? 1);
}
