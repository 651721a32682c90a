import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Figure, median } from './figure.ts';
import { startTempera } from './tempera.ts';

const STARTS = 5;
const SERVER = fileURLToPath(new URL('../../dist/src/server.js', import.meta.url));

/** What meets a person first: how long a start takes, how much memory it needs, and how many bytes the page is made of. */
export async function firstPageFigures(folder: string): Promise<readonly Figure[]> {
  const first = await startTempera({ folder });
  const bytes = await pageBytes(first.address);
  const { rssBytes } = await first.child.usage();
  await first.child.stop();
  const starts: number[] = [];
  for (let index = 0; index < STARTS; index += 1) starts.push(await startTime(folder));
  const sizes = bytes.map(({ name, size }) => `${name} ${(size / 1000).toFixed(1)}`);
  const size = bytes.reduce((sum, one) => sum + one.size, 0) / 1000;
  return [
    { name: 'start to first page, existing data folder', measured: median(starts), unit: 'ms', aim: 400 },
    { name: 'memory (RSS) after the first page', measured: rssBytes / 1e6, unit: 'MB', aim: 120 },
    { name: 'first page with all it loads, compressed', measured: size, unit: 'kB', aim: 80, note: sizes.join(', ') },
  ];
}

/** From the start of the process until `GET /` is answered in full. */
async function startTime(folder: string): Promise<number> {
  const port = await freePort();
  const started = performance.now();
  const server = spawn(process.execPath, [SERVER], {
    env: { DATA_DIR: folder, PORT: String(port), TEMPERA_DISCOVER: 'off' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(server, 'exit');
  while (!(await answers(`http://127.0.0.1:${port}/`))) {
    if (server.exitCode !== null) throw new Error('The server did not start.');
    await delay(2);
  }
  const took = performance.now() - started;
  server.kill('SIGTERM');
  await exited;
  return took;
}

async function answers(address: string): Promise<boolean> {
  try {
    return (await fetched(address)).length > 0;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** The bytes of bodies on the composeApp, of the page and of everything it names. */
async function pageBytes(address: string): Promise<readonly { readonly name: string; readonly size: number }[]> {
  const markup = await (await fetch(address)).text();
  const paths = [...markup.matchAll(/<(?:script|link|img)[^>]*? (?:src|href)="(\/[^"]+)"/g)].map(
    ([, path]) => path ?? '',
  );
  const all = ['/', ...new Set(paths)];
  return Promise.all(
    all.map(async (path) => ({
      name: path === '/' ? 'page' : path.slice('/static/'.length).replace(/-\w+(?=\.)/, ''),
      size: (await fetched(address + path, { 'accept-encoding': 'gzip, deflate, br' })).length,
    })),
  );
}

/** A body as it is sent; `fetch` would unpack it. */
async function fetched(address: string, headers: Readonly<Record<string, string>> = {}): Promise<Buffer> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(address, { headers, agent: false }, resolve).on('error', reject);
  });
  if (response.statusCode !== 200) throw new Error(`${address} answers ${response.statusCode}.`);
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
