import { describe, expect, test } from 'vitest';
import { CONTENT_SECURITY_POLICY } from '../../src/guards/headers.ts';
import { guardedApp, PASSWORD } from './guarded-app.ts';

const TLS_PROXY = { socket: { remoteAddress: '10.0.0.9' }, rawHeaders: ['Host', 'localhost'] };

describe('the security headers', () => {
  const { app } = guardedApp();
  const requests: readonly [what: string, status: number, url: string, init: RequestInit][] = [
    ['a page', 200, 'http://localhost/', {}],
    ['a HEAD request', 200, 'http://localhost/', { method: 'HEAD' }],
    ['a static file', 200, 'http://localhost/static/app.css', {}],
    ['a stream', 200, 'http://localhost/runs/1/events', {}],
    ['an unchanged answer', 304, 'http://localhost/unchanged', {}],
    ['a redirect made without the framework', 302, 'http://localhost/moved', {}],
    ['not found', 404, 'http://localhost/nowhere', {}],
    ['a mistake of ours', 500, 'http://localhost/broken', {}],
    ['a refused host', 403, 'http://evil.test/', {}],
    ['a refused origin', 403, 'http://localhost/drafts', { method: 'POST', headers: { Origin: 'http://evil.test' } }],
    ['a refused method', 405, 'http://localhost/', { method: 'OPTIONS' }],
    [
      'bad JSON',
      400,
      'http://localhost/api/v1/runs',
      { method: 'POST', body: '{', headers: { 'Content-Type': 'application/json' } },
    ],
  ];

  test.each(requests)('stand on %s', async (_, status, url, init) => {
    const answer = await app.request(url, init);
    expect(answer.status).toBe(status);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
      'cache-control': expect.stringMatching(/^(no-store|max-age=60)$/),
    });
    expect(answer.headers.has('strict-transport-security')).toBe(false);
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  test('stand on the log-in page too, which says where its form comes from', async () => {
    const answer = await guardedApp({ password: PASSWORD }).app.request('http://localhost/');
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY);
    expect(answer.headers.get('referrer-policy')).toBe('same-origin');
  });

  test('keep pages and API out of caches, and leave static files their own time', async () => {
    const cacheControl = async (path: string) => (await app.request(path)).headers.get('cache-control');
    expect(await cacheControl('/')).toBe('no-store');
    expect(await cacheControl('/api/v1/runs')).toBe('no-store');
    expect(await cacheControl('/static/app.css')).toBe('max-age=60');
  });

  test('allow nothing inline and nothing evaluated', () => {
    expect(CONTENT_SECURITY_POLICY).toContain("default-src 'none'");
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe|nonce|\*|data:|http/);
  });
});

describe('strict transport security', () => {
  const hsts = async (trustedProxy: string | null, proto: string) => {
    const { app } = guardedApp({ trustedProxy });
    const answer = await app.request(
      'http://localhost/',
      { headers: { 'X-Forwarded-Proto': proto } },
      { incoming: TLS_PROXY },
    );
    return answer.headers.get('strict-transport-security');
  };

  test('is asked for when the trusted proxy says that the browser came over TLS', async () => {
    expect(await hsts('10.0.0.9', 'https')).toBe('max-age=31536000');
  });

  test('is not asked for over HTTP, nor on the word of anybody else', async () => {
    expect(await hsts('10.0.0.9', 'http')).toBeNull();
    expect(await hsts('10.0.0.8', 'https')).toBeNull();
    expect(await hsts(null, 'https')).toBeNull();
  });
});
