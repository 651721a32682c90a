import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { temporaryFolder } from '../../support/temporary-data.ts';

const fileOf = (version: number) => new URL(`../files/v${version}.db.gz`, import.meta.url);

/** The schemas of which there is a filled file. */
export const VERSIONS: readonly number[] = Array.from({ length: 100 }, (_, index) => index).filter((version) =>
  existsSync(fileOf(version)),
);

/** A data folder with the filled file of a schema; it goes with the test. */
export function folderOfVersion(version: number): { readonly folder: string; readonly path: string } {
  const folder = temporaryFolder();
  const path = join(folder, 'tempera.db');
  writeFileSync(path, gunzipSync(readFileSync(fileOf(version))), { mode: 0o600 });
  return { folder, path };
}
