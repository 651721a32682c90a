import { describe, expect, test } from 'vitest';
import { allowedHosts } from '../../src/guards/host.ts';
import { guardedApp, listen, SECRET, unguardedApp } from './guarded-app.ts';
import { rawRequest, statusOf } from './raw-http.ts';

describe('the Host header', () => {
  const { app } = guardedApp();

  test.each(['http://localhost/', 'http://localhost:3000/', 'http://LOCALHOST:3000/'])(
    '%s is answered',
    async (url) => {
      expect((await app.request(url)).status).toBe(200);
    },
  );

  test.each([
    ['/', 'evil.test'],
    ['/', 'evil.test:3000'],
    ['/', 'localhost:3001'],
    ['/', 'localhost.'],
    ['/', 'localhost.evil.test'],
    ['/', '192.168.1.5:3000'],
    ['/static/app.css', 'evil.test:3000'],
    ['/runs/1/events', 'evil.test:3000'],
    ['/healthz', 'evil.test:3000'],
    ['/nowhere', 'evil.test:3000'],
  ])('%s asked as %s is refused without a word of the content', async (path, host) => {
    const answer = await app.request(`http://${host}${path}`);
    expect(answer.status).toBe(403);
    expect(await answer.text()).not.toContain(SECRET);
  });

  test('must agree with the URL asked for', async () => {
    const answer = await app.request('http://evil.test/', { headers: { Host: 'localhost:3000' } });
    expect(answer.status).toBe(403);
  });
});

describe('over a socket', () => {
  const requests: readonly [what: string, status: number, lines: (own: string) => readonly string[]][] = [
    ['its own name', 200, (own) => ['GET / HTTP/1.1', `Host: ${own}`]],
    ['its own name in absolute form', 200, (own) => [`GET http://${own}/ HTTP/1.1`, `Host: ${own}`]],
    ['a foreign name', 403, () => ['GET / HTTP/1.1', 'Host: evil.test']],
    ['an empty Host', 403, () => ['GET / HTTP/1.1', 'Host:']],
    ['no Host, as HTTP/1.0 may', 403, () => ['GET / HTTP/1.0']],
    ['two Hosts, the foreign one last', 403, (own) => ['GET / HTTP/1.1', `Host: ${own}`, 'Host: evil.test']],
    ['two Hosts, the foreign one first', 403, (own) => ['GET / HTTP/1.1', 'Host: evil.test', `Host: ${own}`]],
    ['the same Host twice', 403, (own) => ['GET / HTTP/1.1', `Host: ${own}`, `hOST: ${own}`]],
    ['a foreign URL in absolute form', 403, (own) => ['GET http://evil.test/ HTTP/1.1', `Host: ${own}`]],
    ['a foreign Host with its own URL', 403, (own) => [`GET http://${own}/ HTTP/1.1`, 'Host: evil.test']],
  ];

  test.each(requests)('%s gets %i', async (_, status, lines) => {
    await using server = await listen((hosts) => guardedApp({ hosts }));
    const answer = await ask(server.port, lines);
    expect(statusOf(answer)).toBe(status);
    expect(answer.includes(SECRET)).toBe(status === 200);
    expect(answer.toLowerCase()).toContain('content-security-policy:');
  });

  test.each(requests.filter(([, status]) => status === 403))(
    'without the guard, %s would get the page',
    async (_, __, lines) => {
      await using server = await listen(() => unguardedApp());
      expect(await ask(server.port, lines)).toContain(SECRET);
    },
  );

  function ask(port: number, lines: (own: string) => readonly string[]): Promise<string> {
    return rawRequest(port, [...lines(`127.0.0.1:${port}`), 'Connection: close', '', ''].join('\r\n'));
  }
});

describe('the allowed hosts', () => {
  const interfaces = {
    eth0: [
      { address: '192.168.1.5', family: 'IPv4', internal: false, netmask: '', mac: '', cidr: null },
      { address: '2001:db8::5', family: 'IPv6', internal: false, netmask: '', mac: '', cidr: null, scopeid: 0 },
    ],
  } as const;
  const hostsFor = (host: string, port: number, publicHosts: readonly string[] = []) => [
    ...allowedHosts({ host, port, publicHosts, interfaces }),
  ];

  test('on loopback are the names of loopback with the port', () => {
    expect(hostsFor('127.0.0.1', 3000)).toEqual(['127.0.0.1:3000', 'localhost:3000', '[::1]:3000']);
    expect(hostsFor('127.0.0.2', 3000)).toContain('127.0.0.2:3000');
  });

  test('on a default port are also the bare names, as browsers leave such a port out', () => {
    expect(hostsFor('127.0.0.1', 80)).toEqual(expect.arrayContaining(['localhost', 'localhost:80', '[::1]']));
    expect(hostsFor('127.0.0.1', 3000)).not.toContain('localhost');
  });

  test('off loopback are also the literal addresses of this machine, never the wildcard', () => {
    const hosts = hostsFor('0.0.0.0', 3000);
    expect(hosts).toEqual(expect.arrayContaining(['localhost:3000', '192.168.1.5:3000', '[2001:db8::5]:3000']));
    expect(hosts.join()).not.toContain('0.0.0.0');
    expect(hostsFor('127.0.0.1', 3000).join()).not.toContain('192.168.1.5');
  });

  test('include the public ones as given, in lower case', () => {
    expect(hostsFor('127.0.0.1', 3000, ['Tempera.Example'])).toContain('tempera.example');
  });
});
