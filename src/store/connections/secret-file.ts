/**
 * The keys of connections that people add: a JSON file beside the data file, open to this account alone. It is written whole, to a new
 * file that takes the place of the old one, so that a crash leaves the one or the other. Each entry names the base URL it belongs to:
 * a data file that says otherwise, whoever changed it, gets no key.
 */

import { constants } from 'node:fs';
import { open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { StoreError } from '../../errors.ts';
import { inTurn } from '../../platform/in-turn.ts';
import { narrowFile } from '../file/data-folder.ts';
import type { ConnectionSecretStore, KeptSecrets } from './connection-store.ts';

const NAME = 'connection-keys.json';

const values = z.record(z.string(), z.string());
const file = z.object({
  version: z.literal(1),
  connections: z.record(
    z.string(),
    z.object({ base_url: z.string(), key: z.string().nullable(), headers: values, query: values }),
  ),
});
type Entries = z.infer<typeof file>['connections'];

/** The key file in the folder of a data file; it is read anew each time, and made when something is first kept. */
export function connectionSecretStore(dataFile: string): ConnectionSecretStore {
  const path = join(dirname(dataFile), NAME);
  const queue = inTurn();
  const change = (make: (entries: Entries) => Entries) =>
    queue(async () => writeEntries(path, make(await readEntries(path))));
  return {
    all: async () => {
      const entries = await readEntries(path);
      return new Map(
        Object.entries(entries).map(([id, { base_url, ...secrets }]) => [id, { baseUrl: base_url, ...secrets }]),
      );
    },
    keep: (id, { baseUrl, key, headers, query }: KeptSecrets) =>
      change((entries) => ({ ...entries, [id]: { base_url: baseUrl, key, headers, query } })),
    forget: (id) => change(({ [id]: _, ...others }) => others),
  };
}

async function readEntries(path: string): Promise<Entries> {
  const text = await textOf(path);
  if (text === null) return {};
  const read = file.safeParse(parsed(text));
  if (read.success) return read.data.connections;
  throw new StoreError(
    'corrupt',
    `${path} is damaged, so the keys in it cannot be read: restore it, or move it away and enter the keys again.`,
  );
}

async function textOf(path: string): Promise<string | null> {
  try {
    narrowFile(path);
    return await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw cause instanceof StoreError ? cause : new StoreError('io', `${path} cannot be read.`, { cause });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

async function writeEntries(path: string, connections: Entries): Promise<void> {
  const unfinished = `${path}.new`;
  try {
    const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants;
    // Not through a link that somebody laid there.
    const handle = await open(unfinished, O_WRONLY | O_CREAT | O_TRUNC | (O_NOFOLLOW ?? 0), 0o600);
    try {
      await handle.chmod(0o600);
      await handle.writeFile(`${JSON.stringify({ version: 1, connections }, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(unfinished, path);
  } catch (cause) {
    throw new StoreError('io', `${path} cannot be written, so the key was not kept.`, { cause });
  }
}
