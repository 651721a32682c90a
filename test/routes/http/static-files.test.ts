import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { testApp } from '../../support/test-app.ts';

const UNPACK = { gzip: gunzipSync, br: brotliDecompressSync } as const;

test('each file that pages load is the same bytes plain and compressed, whoever asks first and again', async () => {
  const app = await testApp();
  const paths = Object.values(app.deps.assets.paths);
  expect(paths.length).toBeGreaterThan(4);
  for (const path of paths) {
    const plain = await app.request(path);
    expect([plain.status, plain.headers.get('content-encoding')]).toEqual([200, null]);
    const bytes = Buffer.from(await plain.arrayBuffer());
    for (const accepted of ['gzip', 'gzip, deflate, br', 'gzip', 'br']) {
      const answer = await app.request(path, { headers: { 'Accept-Encoding': accepted } });
      const coding = accepted.endsWith('br') ? 'br' : 'gzip';
      expect([answer.headers.get('content-encoding'), answer.headers.get('vary')]).toEqual([coding, 'Accept-Encoding']);
      const packed = Buffer.from(await answer.arrayBuffer());
      expect(UNPACK[coding](packed).equals(bytes)).toBe(true);
      if (bytes.length > 1_000) expect(packed.length).toBeLessThan(bytes.length / 2);
    }
  }
});

test('a file is under an address of its content, and kept for good', async () => {
  const app = await testApp();
  const path = app.deps.assets.paths['app.css'];
  expect(path).toMatch(/^\/static\/app-[\da-f]{10}\.css$/);
  expect((await app.request(path)).headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect((await app.request('/static/app.css')).status).toBe(404);
  expect((await app.request('/favicon.ico')).headers.get('location')).toBe(app.deps.assets.paths['icon.svg']);
});
