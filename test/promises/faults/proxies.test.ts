import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runJson, start } from '../../support/asking-the-app.ts';
import { type HttpsThroughProxy, startHttpsThroughProxy } from '../../support/https-through-proxy.ts';
import { buildServer, newFolder, type RunningServer, startServer } from '../../support/running-server.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../../support/scripted-endpoint.ts';

vi.setConfig({ testTimeout: 60_000 });

const HOST = 'api.service.test';
const { folder, remove } = newFolder();

let behind: HttpsThroughProxy;
let endpoint: ScriptedEndpoint;
let server: RunningServer;

beforeAll(async () => {
  buildServer();
  [behind, endpoint] = await Promise.all([startHttpsThroughProxy(HOST), startScriptedEndpoint()]);
  writeFileSync(join(folder, 'ca.pem'), behind.cert);
  const proxy = `http://someone:CANARY-pass-77@127.0.0.1:${behind.proxyPort}`;
  server = await startServer({
    folder,
    env: {
      OPENAI_API_KEY: 'sk-CANARY123',
      OPENAI_BASE_URL: `https://${HOST}/v1`,
      HTTPS_PROXY: proxy,
      HTTP_PROXY: proxy,
      NO_PROXY: 'direct.service.test',
      NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
    },
  });
});
afterAll(async () => {
  await server.stop();
  await behind.close();
  await endpoint.close();
  remove();
});

async function ask(connection: string) {
  const [completion] = (await runJson(server, await start(server, { connection, model: 'm', confirm: true }), 20))
    .completions;
  return completion;
}

async function connectionTo(name: string, baseUrl: string): Promise<string> {
  const added = await server.post('/api/v1/connections', { name, base_url: baseUrl, key: 'CANARY-key-1111' });
  expect(added.status).toBe(201);
  return ((await added.json()) as { readonly id: string }).id;
}

test('an answer comes back through a proxy, which sees the name of the host alone', async () => {
  expect(await ask('openai')).toMatchObject({ status: 'done', text: 'Through the tunnel.' });
  expect(behind.tunnels.map(({ to }) => to)).toContain(`${HOST}:443`);
  expect(new Set(behind.tunnels.map(({ to }) => to))).toEqual(new Set([`${HOST}:443`]));
  expect(behind.tunnels[0]?.authorization).toBe(`Basic ${btoa('someone:CANARY-pass-77')}`);
  expect(behind.readable).toEqual([]);
  expect(behind.requests[0]).toMatchObject({ authorization: 'Bearer sk-CANARY123', host: HOST });
  expect(behind.requests[0]?.['proxy-authorization']).toBeUndefined();
  expect(server.output()).not.toContain('CANARY');
});

test('a host that NO_PROXY names is asked directly', async () => {
  const before = behind.tunnels.length;
  const direct = await connectionTo('Direct', 'https://direct.service.test/v1');
  // There is no such host, and nobody but a proxy could make one up.
  expect(await ask(direct)).toMatchObject({ status: 'failed', error: { kind: 'unreachable' } });
  expect(behind.tunnels).toHaveLength(before);
});

test('this machine is never asked through a proxy', async () => {
  const before = behind.tunnels.length;
  const local = await connectionTo('Local', endpoint.baseUrl);
  expect(await ask(local)).toMatchObject({ status: 'done', text: 'Hello there, how are you?' });
  expect(behind.tunnels).toHaveLength(before);
  expect(behind.readable).toEqual([]);
});

test('a certificate that nobody vouches for is refused through a proxy as well', async () => {
  const elsewhere = await connectionTo('Elsewhere', 'https://other.service.test/v1');
  const answer = await ask(elsewhere);
  expect(answer).toMatchObject({ status: 'failed', error: { kind: 'unreachable' } });
  expect(answer?.error?.message).toContain('No safe connection to other.service.test');
  expect(behind.requests).toHaveLength(1);
});
