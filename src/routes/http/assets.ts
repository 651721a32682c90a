import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { AssetName } from '../../../views/layout.tsx';
import { PROJECT_ROOT } from '../../platform/paths.ts';

/** A file that pages load: its bytes, compressed once when that is first asked for, under an address that changes with its content. */
export interface Asset {
  readonly path: string;
  readonly type: string;
  readonly plain: Uint8Array;
  gzip(): Promise<Uint8Array>;
  brotli(): Promise<Uint8Array>;
}

export interface Assets {
  readonly paths: Readonly<Record<AssetName, string>>;
  /** The CSS of a notebook's page to share, which goes into the page. */
  readonly shareStyles: string;
  /** By the last part of its address; names are looked up in a fixed map and never reach the file system. */
  find(name: string): Asset | null;
}

/** All files take 50 ms and 45 kB; at 11, the default, 260 ms and 42 kB. */
const BROTLI = { [constants.BROTLI_PARAM_QUALITY]: 9 };
const HTMX = dirname(createRequire(import.meta.url).resolve('htmx.org'));

const FILES: Readonly<Record<AssetName, { readonly file: string; readonly type: string }>> = {
  /** A folder's files are one asset, joined in the order of their names. */
  'app.css': { file: join(PROJECT_ROOT, 'static', 'styles'), type: 'text/css; charset=utf-8' },
  'app.js': { file: join(PROJECT_ROOT, 'static', 'scripts'), type: 'text/javascript; charset=utf-8' },
  'theme.js': { file: join(PROJECT_ROOT, 'static', 'theme.js'), type: 'text/javascript; charset=utf-8' },
  'icon.svg': { file: join(PROJECT_ROOT, 'static', 'icon.svg'), type: 'image/svg+xml' },
  'htmx.js': { file: join(HTMX, 'htmx.min.js'), type: 'text/javascript; charset=utf-8' },
  'hx-sse.js': { file: join(HTMX, 'ext', 'hx-sse.min.js'), type: 'text/javascript; charset=utf-8' },
};

/** Reads the files pages load, once. */
export function loadAssets(): Assets {
  const names = Object.keys(FILES) as AssetName[];
  const assets = names.map((name) => [name, loadAsset(name)] as const);
  const byFile = new Map(assets.map(([, asset]) => [asset.path.slice('/static/'.length), asset]));
  return {
    paths: Object.fromEntries(assets.map(([name, { path }]) => [name, path])) as Record<AssetName, string>,
    shareStyles: readFileSync(join(PROJECT_ROOT, 'static', 'share.css'), 'utf8'),
    find: (name) => byFile.get(name) ?? null,
  };
}

function loadAsset(name: AssetName): Asset {
  const { file, type } = FILES[name];
  const plain = name.startsWith('app.') ? joined(file) : readFileSync(file);
  const hash = createHash('sha256').update(plain).digest('hex').slice(0, 10);
  const dot = name.lastIndexOf('.');
  return {
    path: `/static/${name.slice(0, dot)}-${hash}${name.slice(dot)}`,
    type,
    plain,
    gzip: once(() => promisify(gzip)(plain)),
    brotli: once(() => promisify(brotliCompress)(plain, { params: BROTLI })),
  };
}

/** Away from the main thread, yet not before somebody asks: at a start, the first page would wait for a core. */
function once(compress: () => Promise<Uint8Array>): () => Promise<Uint8Array> {
  let compressed: Promise<Uint8Array> | null = null;
  return () => {
    compressed ??= compress();
    return compressed;
  };
}

function joined(folder: string): Uint8Array {
  return Buffer.concat(
    readdirSync(folder)
      .toSorted()
      .map((name) => readFileSync(join(folder, name))),
  );
}
