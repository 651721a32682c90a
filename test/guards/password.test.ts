import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { PasswordAttempts } from '../../src/guards/password-attempts.ts';
import { Sessions } from '../../src/guards/sessions.ts';
import { guardedApp, PASSWORD, SECRET } from './guarded-app.ts';

const FROM_PAGE = { Origin: 'http://localhost', 'Sec-Fetch-Site': 'same-origin' };
const JSON_BODY = { 'Content-Type': 'application/json' };
const from = (remoteAddress: string) => ({
  incoming: { socket: { remoteAddress }, rawHeaders: ['Host', 'localhost'] },
});

/** An app with a password, a clock to turn, and the ways to ask it. */
function lockedApp(trustedProxy: string | null = null) {
  let now = 0;
  const sessions = new Sessions();
  const attempts = new PasswordAttempts({ now: () => now });
  const small = guardedApp({ password: PASSWORD, sessions, attempts, trustedProxy });
  const logIn = (password: string, next = '/', address = '127.0.0.1', headers: Record<string, string> = {}) =>
    small.app.request(
      '/login',
      {
        method: 'POST',
        headers: { ...FROM_PAGE, 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
        body: new URLSearchParams({ password, next }).toString(),
      },
      from(address),
    );
  const bearer = (password: string, address = '127.0.0.1') =>
    small.app.request('/api/v1/runs', { headers: { Authorization: `Bearer ${password}` } }, from(address));
  const get = (path: string, headers: Record<string, string> = {}) => small.app.request(path, { headers });
  const pass = (seconds: number) => {
    now += seconds * 1000;
  };
  return { ...small, sessions, logIn, bearer, get, pass };
}

const cookieOf = (answer: Response) => answer.headers.get('set-cookie')?.split(';')[0] ?? '';

describe('without a session', () => {
  test.each(['/', '/nowhere', '/static/app.js', '//settings', '/static/..%2fpackage.json', '/%68ealthz/', '/login/'])(
    '%s shows the log-in page and nothing else',
    async (path) => {
      const answer = await lockedApp().get(`http://localhost${path}`);
      expect(answer.status).toBe(401);
      const page = await answer.text();
      expect(page).toContain('Password');
      expect(page).not.toContain(SECRET);
    },
  );

  test('the API says how to send the password', async () => {
    const answer = await lockedApp().get('/api/v1/runs');
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(await answer.json()).toMatchObject({ type: 'password-needed', detail: expect.stringContaining('Bearer') });
  });

  test('a request of the page script is led to the log-in page', async () => {
    const answer = await lockedApp().get('/notebooks/1', { 'HX-Request': 'true' });
    expect([answer.status, answer.headers.get('hx-redirect')]).toEqual([401, '/login']);
  });

  test('a change is not made', async () => {
    const { app, received } = lockedApp();
    for (const path of ['/api/v1/runs', '/drafts']) {
      const answer = await app.request(path, { method: 'POST', body: '{}', headers: { ...FROM_PAGE, ...JSON_BODY } });
      expect(answer.status).toBe(401);
    }
    expect(received).toEqual([]);
  });

  test('the open paths are open', async () => {
    const { get } = lockedApp();
    for (const path of ['/login', '/healthz', '/static/app.css']) expect((await get(path)).status).toBe(200);
  });

  test('cookies that were never given out open nothing', async () => {
    const { get } = lockedApp();
    for (const value of ['', 'x', PASSWORD, 'a'.repeat(43)]) {
      expect((await get('/', { Cookie: `tempera-session-3000=${value}` })).status).toBe(401);
    }
  });
});

describe('logging in', () => {
  test('opens the pages and the API to this browser', async () => {
    const { logIn, get, app, received } = lockedApp();
    const Cookie = cookieOf(await logIn(PASSWORD));
    expect(await (await get('/', { Cookie })).text()).toContain(SECRET);
    const headers = { ...FROM_PAGE, ...JSON_BODY, Cookie };
    expect((await app.request('/api/v1/runs', { method: 'POST', headers, body: '{}' })).status).toBe(202);
    expect(received).toEqual([{}]);
  });

  test('sets a cookie that scripts, other sites and other ports cannot use', async () => {
    const cookie = (await lockedApp().logIn(PASSWORD)).headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^tempera-session-3000=[\w-]{43};/);
    for (const part of ['HttpOnly', 'SameSite=Strict', 'Path=/', 'Max-Age=2592000']) expect(cookie).toContain(part);
    expect(cookie).not.toMatch(/Secure|Domain/);
  });

  test('sets a Secure cookie where the browser came over TLS', async () => {
    const { logIn } = lockedApp('10.0.0.9');
    const answer = await logIn(PASSWORD, '/', '10.0.0.9', { 'X-Forwarded-Proto': 'https' });
    expect(answer.headers.get('set-cookie')).toContain('; Secure');
  });

  test('goes on to where one wanted to go, on this site only', async () => {
    const { logIn } = lockedApp();
    const goal = async (next: string) => (await logIn(PASSWORD, next)).headers.get('location');
    expect(await goal('/runs/7?tab=1')).toBe('/runs/7?tab=1');
    expect(await goal('//evil.test/')).toBe('/');
    expect(await goal('https://evil.test/')).toBe('/');
  });

  test('with a wrong password says so', async () => {
    const answer = await lockedApp().logIn('wrong');
    expect(answer.status).toBe(401);
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(await answer.text()).toContain('That is not the password.');
  });

  test('from another site is refused before the password is looked at', async () => {
    const { logIn } = lockedApp();
    for (let time = 0; time < 9; time++) {
      expect((await logIn('wrong', '/', '127.0.0.1', { Origin: 'http://evil.test' })).status).toBe(403);
    }
    expect((await logIn(PASSWORD)).status).toBe(303);
  });

  test('anew ends the session before', async () => {
    const { logIn, sessions } = lockedApp();
    const first = cookieOf(await logIn(PASSWORD));
    await logIn(PASSWORD, '/', '127.0.0.1', { Cookie: first });
    expect(sessions.isOpen(first.split('=')[1] ?? '')).toBe(false);
  });

  test('is not offered where no password is set', async () => {
    expect((await guardedApp().app.request('/login')).status).toBe(404);
  });
});

test('a cookie alone changes nothing where nothing tells that a browser sent it', async () => {
  const { logIn, app, received } = lockedApp();
  const Cookie = cookieOf(await logIn(PASSWORD));
  const answer = await app.request('/api/v1/runs', { method: 'POST', body: '{}', headers: { ...JSON_BODY, Cookie } });
  expect([answer.status, received.length]).toEqual([403, 0]);
});

describe('logging out', () => {
  test('ends the session on the server, and only when the page asks for it', async () => {
    const { app, logIn, get } = lockedApp();
    const Cookie = cookieOf(await logIn(PASSWORD));
    const logOut = (headers: Record<string, string>) =>
      app.request('/logout', { method: 'POST', headers: { Cookie, ...headers } });
    expect((await logOut({ 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
    expect((await get('/', { Cookie })).status).toBe(200);
    const answer = await logOut(FROM_PAGE);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/login']);
    expect(answer.headers.get('set-cookie')).toContain('Max-Age=0');
    expect((await get('/', { Cookie })).status).toBe(401);
  });
});

describe('the password as Bearer', () => {
  test('opens the API', async () => {
    const { bearer } = lockedApp();
    expect((await bearer(PASSWORD)).status).toBe(200);
    for (const wrong of ['', 'wrong', `${PASSWORD} `.repeat(2), PASSWORD.slice(0, -1)]) {
      expect((await bearer(wrong)).status).toBe(401);
    }
  });

  test('may hold any letters', async () => {
    const { app } = guardedApp({ password: 'pässwörd ☂' });
    const asSent = Buffer.from('pässwörd ☂').toString('latin1');
    expect((await app.request('/api/v1/runs', { headers: { Authorization: `Bearer ${asSent}` } })).status).toBe(200);
  });
});

describe('guessing', () => {
  test('is stopped at the sixth try, even with the right password, until the wait is over', async () => {
    const { logIn, pass } = lockedApp();
    for (let time = 0; time < 5; time++) expect((await logIn('wrong')).status).toBe(401);
    const sixth = await logIn(PASSWORD);
    expect([sixth.status, sixth.headers.get('retry-after')]).toEqual([429, '10']);
    expect(await sixth.text()).toContain('try again in 10 s');
    pass(10);
    expect((await logIn('wrong')).status).toBe(401);
    expect((await logIn('wrong')).headers.get('retry-after')).toBe('20');
    pass(20);
    expect((await logIn(PASSWORD)).status).toBe(303);
  });

  test('as Bearer counts together with the form, per address', async () => {
    const { bearer, logIn } = lockedApp();
    for (let time = 0; time < 3; time++) expect((await bearer('wrong')).status).toBe(401);
    for (let time = 0; time < 2; time++) expect((await logIn('wrong')).status).toBe(401);
    const sixth = await bearer(PASSWORD);
    expect([sixth.status, sixth.headers.get('retry-after')]).toEqual([429, '10']);
    expect((await bearer(PASSWORD, '10.0.0.2')).status).toBe(200);
  });

  test('in parallel gains nothing', async () => {
    const { bearer } = lockedApp();
    const answers = await Promise.all(Array.from({ length: 20 }, () => bearer('wrong')));
    expect(answers.map(({ status }) => status).filter((status) => status === 401)).toHaveLength(5);
  });

  test('is not made easier by a program that knows the password', async () => {
    const { bearer } = lockedApp();
    for (let time = 0; time < 5; time++) {
      await bearer('wrong');
      await bearer(PASSWORD);
    }
    expect((await bearer('wrong')).status).toBe(429);
  });

  test('is forgiven by logging in', async () => {
    const { logIn } = lockedApp();
    for (let round = 0; round < 3; round++) {
      for (let time = 0; time < 4; time++) expect((await logIn('wrong')).status).toBe(401);
      expect((await logIn(PASSWORD)).status).toBe(303);
    }
  });
});

test('a right password is let in during the wait that others caused, and a wrong one is told to wait', async () => {
  const { logIn } = lockedApp();
  for (let host = 0; host < 60; host++) await logIn('wrong', '/', `10.1.0.${host}`);
  const wrong = await logIn('wrong', '/', '10.2.0.1');
  expect(wrong.status).toBe(429);
  expect(Number(wrong.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await logIn(PASSWORD, '/', '10.3.0.1')).status).toBe(303);
});

describe('an answer that goes on', () => {
  const streams = new Hono()
    .get('/events', () => new Response(endless(), { headers: { 'Content-Type': 'text/event-stream' } }))
    .get('/file', () => new Response(endless(), { headers: { 'Content-Disposition': 'attachment' } }));
  let cancelled = 0;

  function endless(): ReadableStream<Uint8Array> {
    return new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(10)),
      cancel: () => {
        cancelled += 1;
      },
    });
  }

  test.each(['/events', '/file'])('%s ends with the session it was asked in, and no other', async (path) => {
    cancelled = 0;
    const { app, logIn } = lockedApp();
    app.route('/', streams);
    const [own, other] = [cookieOf(await logIn(PASSWORD)), cookieOf(await logIn(PASSWORD))];
    const open = async (cookie: string) => (await app.request(path, { headers: { Cookie: cookie } })).body?.getReader();
    const [mine, theirs] = [await open(own), await open(other)];
    expect((await mine?.read())?.done).toBe(false);
    await app.request('/logout', { method: 'POST', headers: { ...FROM_PAGE, Cookie: own } });
    await expect(
      (async () => {
        while (!(await mine?.read())?.done);
      })(),
    ).rejects.toThrow('session has ended');
    expect(cancelled).toBe(1);
    expect((await theirs?.read())?.done).toBe(false);
    await theirs?.cancel();
  });
});
