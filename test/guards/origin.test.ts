import { describe, expect, test } from 'vitest';
import { guardedApp, PASSWORD } from './guarded-app.ts';

const OWN = 'http://localhost:3000';
const FROM_PAGE = { Origin: OWN, 'Sec-Fetch-Site': 'same-origin' };
const JSON_BODY = { 'Content-Type': 'application/json' };

async function post(path: string, headers: Record<string, string>, options: { body?: string; password?: string } = {}) {
  const { app, received } = guardedApp({ password: options.password ?? null });
  const answer = await app.request(OWN + path, { method: 'POST', headers, body: options.body ?? '{}' });
  return { status: answer.status, runs: received.length, body: await answer.text() };
}

describe('a change', () => {
  test.each([
    ['from the page', FROM_PAGE],
    ['from the page behind a TLS proxy', { Origin: 'https://localhost:3000', 'Sec-Fetch-Site': 'same-origin' }],
    ['from a browser that sends Origin only', { Origin: OWN }],
    ['from a form that withholds the referrer', { Origin: 'null', 'Sec-Fetch-Site': 'same-origin' }],
    ['from a program', {}],
  ])('%s is done', async (_, headers) => {
    expect(await post('/api/v1/runs', { ...JSON_BODY, ...headers })).toMatchObject({ status: 202, runs: 1 });
  });

  test.each([
    ['another site', { Origin: 'http://evil.test', 'Sec-Fetch-Site': 'cross-site' }],
    ['another site that claims our origin', { Origin: OWN, 'Sec-Fetch-Site': 'cross-site' }],
    ['another port of localhost', { Origin: 'http://localhost:3001', 'Sec-Fetch-Site': 'same-site' }],
    ['an unnamed page of the same site', { 'Sec-Fetch-Site': 'same-site' }],
    ['no page at all', { 'Sec-Fetch-Site': 'none' }],
    ['a foreign origin alone', { Origin: 'http://evil.test' }],
    ['a foreign origin called same-origin', { Origin: 'http://evil.test', 'Sec-Fetch-Site': 'same-origin' }],
    ['an origin that only starts like ours', { Origin: `${OWN}.evil.test` }],
    ['a null origin alone', { Origin: 'null' }],
    ['a sandboxed frame', { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' }],
    ['an empty origin', { Origin: '' }],
  ])('from %s is refused, with every content type and on pages too', async (_, headers) => {
    for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded']) {
      const sent = { ...headers, 'Content-Type': type };
      expect(await post('/api/v1/runs', sent)).toMatchObject({ status: 403, runs: 0 });
      expect((await post('/drafts', sent)).status).toBe(403);
    }
  });

  test('of a page needs to come from a page', async () => {
    expect((await post('/drafts', FROM_PAGE)).status).toBe(200);
    expect((await post('/drafts', JSON_BODY)).status).toBe(403);
  });

  test('with a password set and no sign of a browser needs the password as Bearer', async () => {
    const bearer = { Authorization: `Bearer ${PASSWORD}` };
    expect((await post('/api/v1/runs', { ...JSON_BODY, ...bearer }, { password: PASSWORD })).status).toBe(202);
    expect((await post('/drafts', bearer, { password: PASSWORD })).status).toBe(200);
    const foreign = { ...JSON_BODY, ...bearer, Origin: 'http://evil.test' };
    expect((await post('/api/v1/runs', foreign, { password: PASSWORD })).status).toBe(403);
  });
});

describe('the JSON API', () => {
  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    '',
  ])('refuses a body of type "%s", whoever sends it', async (type) => {
    expect(await post('/api/v1/runs', { ...FROM_PAGE, 'Content-Type': type })).toMatchObject({ status: 415, runs: 0 });
    expect(await post('/api/v1/runs', { 'Content-Type': type })).toMatchObject({ status: 415, runs: 0 });
  });

  test('takes JSON with a charset', async () => {
    expect((await post('/api/v1/runs', { 'Content-Type': 'Application/JSON; charset=utf-8' })).status).toBe(202);
  });

  test('takes an empty body of no type', async () => {
    const { app } = guardedApp();
    expect((await app.request(`${OWN}/api/v1/runs`, { method: 'POST' })).status).toBe(202);
  });
});

describe('methods', () => {
  test.each(['OPTIONS', 'PROPFIND', 'QUERY'])('%s is refused without a word about CORS', async (method) => {
    const { app } = guardedApp();
    const headers = { Origin: 'null', 'Access-Control-Request-Method': 'POST' };
    for (const path of ['/', '/api/v1/runs', '/static/app.css', '/nowhere']) {
      const answer = await app.request(OWN + path, { method, headers });
      expect(answer.status).toBe(405);
      expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });
});

describe('reading', () => {
  const LINK = { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };
  const get = async (path: string, headers: Record<string, string>) =>
    (await guardedApp().app.request(OWN + path, { headers })).status;

  test.each(['cross-site', 'same-site'])('from %s follows links to pages only', async (site) => {
    const foreign = { 'Sec-Fetch-Site': site };
    expect(await get('/', { ...foreign, ...LINK })).toBe(200);
    expect(await get('/', { ...foreign, ...LINK, 'Sec-Fetch-Dest': 'iframe' })).toBe(403);
    expect(await get('/', { ...foreign, 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'script' })).toBe(403);
    expect(await get('/static/app.css', { ...foreign, 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'style' })).toBe(
      403,
    );
    expect(await get('/api/v1/runs', { ...foreign, ...LINK })).toBe(403);
    expect(await get('/runs/1/events', { ...foreign, ...LINK })).toBe(403);
  });

  test.each([{ 'Sec-Fetch-Site': 'same-origin' }, { 'Sec-Fetch-Site': 'none' }, {}])(
    'with %o is free',
    async (headers) => {
      for (const path of ['/', '/api/v1/runs', '/runs/1/events']) expect(await get(path, headers)).toBe(200);
    },
  );
});
