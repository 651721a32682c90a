import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createApp } from '../../src/app.tsx';
import { countLimitText, moneyLimitText, readCountLimit, readMoneyLimit } from '../../src/domain/money/limit-text.ts';
import { words } from '../support/pages.ts';
import { testApp } from '../support/test-app.ts';

const OFF = { usd: null, tokens: null, requests: null };
const DEFAULTS = {
  caps: { run: OFF, day: OFF, notebook: OFF, connection: OFF },
  confirmation: { usd: 0.25, requests: 200 },
  time_zone: 'UTC',
};

async function change(app: Awaited<ReturnType<typeof testApp>>, method: 'PUT' | 'PATCH', body: unknown) {
  const answered = await app.request('/api/v1/settings', {
    method,
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json' },
  });
  return { status: answered.status, json: (await answered.json()) as Record<string, unknown> };
}

describe('over the API', () => {
  test('no cap is set at first, and a run asks beyond $0.25 or 200 requests', async () => {
    const app = await testApp();
    expect(await (await app.request('/api/v1/settings')).json()).toEqual(DEFAULTS);
  });

  test('what is put comes back, and what is patched changes only itself', async () => {
    const app = await testApp();
    const all = {
      caps: { ...DEFAULTS.caps, day: { usd: 1.5, tokens: 1_000_000, requests: 0 } },
      confirmation: { usd: null, requests: 10 },
      time_zone: 'UTC',
    };
    expect(await change(app, 'PUT', all)).toEqual({ status: 200, json: all });
    const patched = await change(app, 'PATCH', { caps: { day: { tokens: null }, run: { usd: 0.000001 } } });
    expect(patched.json).toEqual({
      caps: { ...all.caps, day: { usd: 1.5, tokens: null, requests: 0 }, run: { ...OFF, usd: 0.000001 } },
      confirmation: { usd: null, requests: 10 },
      time_zone: 'UTC',
    });
    expect(await (await app.request('/api/v1/settings')).json()).toEqual(patched.json);
  });

  test.each([
    ['a negative limit', { caps: { day: { usd: -1 } } }, 'caps.day.usd'],
    ['text', { caps: { day: { usd: '1' } } }, 'caps.day.usd'],
    ['half a request', { caps: { run: { requests: 1.5 } } }, 'caps.run.requests'],
    ['finer than a millionth of a dollar', { confirmation: { usd: 0.0000001 } }, 'confirmation.usd'],
    ['more than anybody has', { caps: { day: { usd: 10_000_000 } } }, 'caps.day.usd'],
    ['an unknown scope', { caps: { week: { usd: 1 } } }, 'caps.week'],
    ['an unknown field', { limits: {} }, 'limits'],
  ])('%s is refused, by name and with the mend, and nothing changes', async (_, body, path) => {
    const app = await testApp();
    const { status, json } = await change(app, 'PATCH', body);
    expect(status).toBe(422);
    expect(json['errors']).toEqual([{ path, message: expect.stringMatching(/must be|not a field/) }]);
    expect(await (await app.request('/api/v1/settings')).json()).toEqual(DEFAULTS);
  });

  test('to put them all, all must be there', async () => {
    const app = await testApp();
    const { status, json } = await change(app, 'PUT', { caps: DEFAULTS.caps });
    expect([status, json['errors']]).toEqual([422, [{ path: 'confirmation', message: expect.any(String) }]]);
  });
});

describe('on the page', () => {
  test('what is typed is saved, shown again, and said to be', async () => {
    const app = await testApp();
    const saved = await app.send('POST', '/settings', {
      'day.money': '$1.5',
      'run.tokens': '20,000',
      'confirmation.money': '',
      'confirmation.requests': '50',
    });
    expect([saved.status, saved.headers.get('location')]).toEqual([303, '/settings?done=saved']);
    expect(await (await app.request('/api/v1/settings')).json()).toEqual({
      caps: { ...DEFAULTS.caps, day: { ...OFF, usd: 1.5 }, run: { ...OFF, tokens: 20_000 } },
      confirmation: { usd: null, requests: 50 },
      time_zone: 'UTC',
    });
    const page = await (await app.request('/settings?done=saved')).text();
    expect(page).toMatch(/name="day\.money"[^>]* value="1\.50"/);
    expect(page).toContain('Saved.');
    expect(page).toContain('href="/settings/data"');
    expect(words(page)).toContain('$0 of $1.50 today');
  });

  test('a wrong field is marked with the mend, what was typed stays, and nothing is saved', async () => {
    const app = await testApp();
    const answered = await app.send('POST', '/settings', { 'day.money': 'a dollar', 'run.requests': '7' });
    expect(answered.status).toBe(422);
    const page = await answered.text();
    expect(page).toMatch(/name="day\.money"[^>]* value="a dollar"[^>]* aria-invalid="true"/);
    expect(page).toContain('Type dollars with at most six decimals');
    expect(page).toMatch(/name="run\.requests"[^>]* value="7"/);
    expect(await (await app.request('/api/v1/settings')).json()).toEqual(DEFAULTS);
  });

  test('every page says what was spent today, but for the one that asks for the password', async () => {
    const app = await testApp();
    for (const path of ['/', '/history', '/models', '/settings', '/settings/data', '/methods']) {
      expect([path, words(await (await app.request(path)).text())]).toEqual([
        path,
        expect.stringContaining(' $0 today '),
      ]);
    }
    const guarded = createApp({ ...app.deps, access: { ...app.deps.access, password: 'correct horse' } });
    const door = await guarded.request('/');
    expect(door.status).toBe(401);
    expect(await door.text()).not.toContain('today');
  });
});

describe('limits as typed', () => {
  test('dollars come back exactly as they were read', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 1_000_000_000_000n), (micro) => {
        const limit = micro * 1_000_000n;
        expect(readMoneyLimit(moneyLimitText(limit))).toEqual({ ok: true, limit });
      }),
    );
  });

  test('so do counts, with thousands set apart or not', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 999_999_999_999n), (limit) => {
        expect(readCountLimit(countLimitText(limit))).toEqual({ ok: true, limit });
        expect(readCountLimit(limit.toLocaleString('en-US'))).toEqual({ ok: true, limit });
      }),
    );
  });

  test.each(['-1', '1.2345678', '1e3', 'NaN', '.5', '1,5', '٣'])('%s is no amount of dollars', (typed) => {
    expect(readMoneyLimit(typed).ok).toBe(false);
  });
});
