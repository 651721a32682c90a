import type { LookupAddress } from 'node:dns';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mayConnect } from '../../../src/provider/network/address-rules.ts';
import { checkBaseUrl } from '../../../src/provider/network/base-url.ts';
import { networkFetch } from '../../../src/provider/network/endpoint-fetch.ts';
import { lookupWithin } from '../../../src/provider/network/network-agents.ts';
import { NO_PROXIES, proxyFor, readProxies } from '../../../src/provider/network/proxies.ts';

test.each([
  '169.254.169.254',
  'fe80::1',
  'fe80::1%eth0',
  '::ffff:169.254.169.254',
  '64:ff9b::a9fe:a9fe',
  '2002:a9fe:a9fe::1',
  '224.0.0.1',
  'ff02::1',
  '0.0.0.0',
  '::',
  '255.255.255.255',
  'fd00:ec2::254',
  '100.100.100.200',
  'example.test',
  '',
])('%s is never connected to', (address) => {
  expect(mayConnect(address, 'anywhere')).toBe(false);
  expect(mayConnect(address, 'own_network')).toBe(false);
});

test.each([
  ['127.0.0.1', true, true],
  ['::1', true, true],
  ['::ffff:127.0.0.1', true, true],
  ['192.168.1.5', false, true],
  ['10.1.2.3', false, true],
  ['172.17.0.1', false, true],
  ['fd12:3456::1', false, true],
  ['100.64.3.4', false, true],
  ['::ffff:10.1.2.3', false, true],
  ['8.8.8.8', false, false],
  ['2606:4700::1111', false, false],
  ['::ffff:8.8.8.8', false, false],
] as const)('%s over http: this machine %s, own network %s', (address, thisMachine, ownNetwork) => {
  expect(mayConnect(address, 'this_machine')).toBe(thisMachine);
  expect(mayConnect(address, 'own_network')).toBe(ownNetwork);
  expect(mayConnect(address, 'anywhere')).toBe(true);
});

describe('a name is looked up when connecting', () => {
  const lookingUp = (addresses: readonly string[]) => {
    const answer = addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 }));
    return ((_: string, __: object, done: (error: null, found: LookupAddress[]) => void) =>
      done(null, answer)) as unknown as Parameters<typeof lookupWithin>[1];
  };
  const found = (reach: Parameters<typeof lookupWithin>[0], addresses: readonly string[]) =>
    new Promise((resolve) =>
      lookupWithin(reach, lookingUp(addresses))('name.test', { all: true }, (error, list) =>
        resolve(error === null ? list : (error as NodeJS.ErrnoException).code),
      ),
    );

  test('and leads only to addresses that are allowed', async () => {
    expect(await found('anywhere', ['169.254.169.254'])).toBe('ADDRESS_REFUSED');
    expect(await found('this_machine', ['192.168.1.5', '8.8.8.8'])).toBe('ADDRESS_REFUSED');
    expect(await found('own_network', ['8.8.8.8', '192.168.1.5'])).toEqual([{ address: '192.168.1.5', family: 4 }]);
    expect(await found('anywhere', ['fe80::1', '8.8.8.8'])).toEqual([{ address: '8.8.8.8', family: 4 }]);
  });
});

test.each([
  ['https://169.254.169.254/v1', 'not one that services have'],
  ['https://[fe80::1]/v1', 'not one that services have'],
  ['https://0.0.0.0/v1', 'not one that services have'],
  ['http://8.8.8.8/v1', 'not on your own network'],
  ['http://169.254.1.1:11434/v1', 'not one that services have'],
  ['http://224.0.0.1/v1', 'not one that services have'],
])('%s is refused before anything is sent, also where plain http is allowed', (url, reason) => {
  expect(checkBaseUrl(url, { allowPlainHttp: true })).toContain(reason);
});

test.each(['http://192.168.1.5:11434/v1', 'http://host.docker.internal:11434/v1', 'http://[fd12::1]:8000/v1'])(
  '%s will do where plain http is allowed, and only there',
  (url) => {
    expect(checkBaseUrl(url, { allowPlainHttp: true })).toBeNull();
    expect(checkBaseUrl(url)).toContain('https://');
  },
);

describe('proxies', () => {
  const proxies = readProxies(
    (name) => ({ HTTPS_PROXY: 'proxy.test:3128', NO_PROXY: 'internal.test, .corp.test api.test:8443' })[name] ?? null,
  );
  test.each([
    ['https://api.openai.com/v1', 'http://proxy.test:3128'],
    ['http://192.168.1.5/v1', null],
    ['https://localhost/v1', null],
    ['https://127.0.0.1/v1', null],
    ['https://[::1]/v1', null],
    ['https://internal.test/v1', null],
    ['https://deep.internal.test/v1', null],
    ['https://notinternal.test/v1', 'http://proxy.test:3128'],
    ['https://a.corp.test/v1', null],
    ['https://api.test/v1', 'http://proxy.test:3128'],
    ['https://api.test:8443/v1', null],
  ])('%s goes through %s', (url, through) => {
    expect(proxyFor(new URL(url), proxies)).toBe(through);
  });

  test('are left out altogether by *, and refused when they are none', () => {
    expect(proxyFor(new URL('https://api.openai.com'), { ...proxies, bypass: ['*'] })).toBeNull();
    expect(() => readProxies((name) => (name === 'HTTPS_PROXY' ? 'socks5://x' : null))).toThrow(/HTTPS_PROXY/);
  });
});

describe('over sockets', () => {
  const tunnels: string[] = [];
  const proxy = createServer((_, answer) => answer.writeHead(502).end());
  const target = createServer((_, answer) => answer.end('here'));
  const port = (server: typeof proxy) => (server.address() as AddressInfo).port;

  beforeAll(async () => {
    proxy.on('connect', (request, socket) => {
      tunnels.push(request.url ?? '');
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    for (const server of [proxy, target]) await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });
  afterAll(() => {
    proxy.close();
    target.close();
  });

  test('https leaves through the proxy, and this machine is asked directly', async () => {
    const through = `http://127.0.0.1:${port(proxy)}`;
    const http = networkFetch({ connectMs: 2_000, proxies: { https: through, http: through, bypass: [] } });
    await expect(http.fetch('https://service.test/v1/models')).rejects.toThrow();
    expect(tunnels).toEqual(['service.test:443']);
    expect((await http.fetch(`http://127.0.0.1:${port(target)}/`)).status).toBe(200);
    expect(tunnels).toHaveLength(1);
    await http.close();
  });

  test('a refused address gets no request', async () => {
    const http = networkFetch({ connectMs: 2_000, plainHttp: false, proxies: NO_PROXIES });
    await expect(http.fetch('http://192.168.1.5:1/')).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
    await expect(http.fetch('https://169.254.169.254/')).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
    await http.close();
  });
});
