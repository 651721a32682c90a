import { expect, onTestFinished, test } from 'vitest';
import { createStore } from '../../src/store/create-store.ts';
import { openDatabase } from '../../src/store/file/open-database.ts';
import { runJson, start } from '../support/asking-the-app.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { answer, json, usageOf } from '../support/scripts.ts';
import { temporaryFolder } from '../support/temporary-data.ts';
import { createTestApp, startTestServer, type TestApp, testApp } from '../support/test-app.ts';

const HI = [{ role: 'user', content: 'Hi' }];
/** gpt-4o-mini: $0.15 and $0.60 a million tokens, in pico-dollars a token. */
const [INPUT, OUTPUT] = [150_000n, 600_000n];

async function endpointThat(
  says: () => ReturnType<typeof answer> = () => answer('Hello there'),
): Promise<ScriptedEndpoint> {
  const endpoint = await startScriptedEndpoint({ answering: says });
  onTestFinished(() => endpoint.close());
  return endpoint;
}

async function appWithEndpoint(): Promise<{ readonly app: TestApp; readonly endpoint: ScriptedEndpoint }> {
  const endpoint = await endpointThat();
  return { endpoint, app: await testApp({ endpoint }) };
}

async function cap(app: Pick<TestApp, 'request'>, caps: Readonly<Record<string, unknown>>): Promise<void> {
  const answered = await app.request('/api/v1/settings', {
    method: 'PATCH',
    body: JSON.stringify({ caps }),
    headers: { 'Content-Type': 'application/json' },
  });
  expect(answered.status).toBe(200);
}

/** What the endpoint has charged, by the usage it reports: 7 in and as many out as it was allowed. */
function chargedFor(requests: ScriptedEndpoint['requests']): bigint {
  return requests.reduce((sum, { body }) => sum + 7n * INPUT + BigInt(allowed(body)) * OUTPUT, 0n);
}

function allowed(body: unknown): number {
  return (body as { readonly max_completion_tokens: number }).max_completion_tokens;
}

test('50 runs started at once against a cap of $0.01 a day never exceed it, and the others are told why', async () => {
  const endpoint = await startScriptedEndpoint();
  onTestFinished(() => endpoint.close());
  // Each answer is as long as allowed: what was reserved is what it costs, but for the input.
  endpoint.answerBy(({ body }) => answer('Hello there', { usage: usageOf(7, allowed(body)), firstTokenMs: 5 }));
  const server = await startTestServer({ endpoint, config: { concurrency: 40 } });
  onTestFinished(() => server.close());
  const ask = (path: string, init?: RequestInit) => fetch(server.url + path, init);
  await cap({ request: ask }, { day: { usd: 0.01 } });
  const headers = { 'Content-Type': 'application/json' };
  const body = { model: 'gpt-4o-mini', messages: HI, samples: 4, max_completion_tokens: 1_000 };
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => ask('/api/v1/runs', { method: 'POST', headers, body: JSON.stringify(body) })),
  );
  const started: number[] = [];
  for (const answered of answers) {
    const said = (await answered.json()) as { readonly id: number; readonly detail: string };
    if (answered.status === 202) started.push(said.id);
    else expect([answered.status, said.detail]).toEqual([402, expect.stringContaining('The cap for a day of $0.01')]);
  }
  const runs = await Promise.all(started.map((id) => runJson({ request: async (path) => ask(path) }, id, 30)));
  const completions = runs.flatMap((run) => run.completions);
  const done = completions.filter(({ status }) => status === 'done');
  expect(endpoint.requests).toHaveLength(done.length);
  expect(chargedFor(endpoint.requests)).toBeLessThanOrEqual(10_000_000_000n);
  // 16 of them fit: $0.00060105 each. No fewer were sent, either.
  expect(done).toHaveLength(16);
  const held = completions.filter(({ status }) => status === 'held');
  expect(done.length + held.length).toBe(completions.length);
  expect(held.length).toBeGreaterThan(0);
  for (const { error } of held)
    expect(error).toMatchObject({ kind: 'cap_reached', message: expect.stringContaining('$0.01') });
  expect(new Set(runs.map(({ status }) => status))).toEqual(new Set(runs.length > 4 ? ['finished', 'held'] : ['held']));
  const late = await ask('/api/v1/runs', { method: 'POST', headers, body: JSON.stringify(body) });
  expect(late.status).toBe(402);
  expect(await late.json()).toMatchObject({
    title: 'cap-reached',
    cap: { scope: 'day', unit: 'usd', limit: 0.01, spent: 0.0096168, needed: 0.0006012 },
    detail: expect.stringContaining('Raise it under Settings'),
  });
});

test('at a cap in the middle the rest of a run is held; raised, it can be resumed, and what is answered is not asked again', async () => {
  const { app, endpoint } = await appWithEndpoint();
  await cap(app, { run: { requests: 2 } });
  const id = await start(app, { samples: 5, max_completion_tokens: 20 });
  const held = await runJson(app, id, 15);
  expect(held.status).toBe('held');
  expect(held.completions.map(({ status }) => status).sort()).toEqual(['done', 'done', 'held', 'held', 'held']);
  const still = await app.post(`/api/v1/runs/${id}/resumption`, {});
  expect(still.status).toBe(402);
  expect(await still.json()).toMatchObject({ cap: { scope: 'run', unit: 'requests', limit: 2, spent: 2, needed: 1 } });
  expect(await (await app.request(`/runs/${id}`)).text()).toContain('hx-post="/runs/1/resumption"');

  await cap(app, { run: { requests: 4 } });
  expect((await app.post(`/api/v1/runs/${id}/resumption`)).status).toBe(202);
  expect((await runJson(app, id, 15)).status).toBe('held');
  expect(endpoint.requests).toHaveLength(4);

  await cap(app, { run: { requests: null } });
  const resumed = await app.send('POST', `/runs/${id}/resumption`);
  expect(resumed.status).toBe(200);
  const whole = await runJson(app, id, 15);
  expect(whole.status).toBe('finished');
  expect(whole.completions.map(({ status }) => status)).toEqual(Array(5).fill('done'));
  expect(endpoint.requests).toHaveLength(5);
  const again = await app.post(`/api/v1/runs/${id}/resumption`);
  expect([again.status, await again.json()]).toMatchObject([409, { title: 'nothing-to-resume' }]);
});

test('growing a run, trying an answer again and a probe pass the same caps', async () => {
  const { app, endpoint } = await appWithEndpoint();
  const id = await start(app, { temperature: [0, 1], max_completion_tokens: 20 });
  const { completions } = await runJson(app, id, 15);
  await cap(app, { connection: { requests: 2 } });
  const refused = [
    await app.post(`/api/v1/runs/${id}/samples`, { more: 3 }),
    await app.post(`/api/v1/completions/${completions[0]?.id}/retries`),
    await app.send('POST', `/completions/${completions[0]?.id}/retries`),
    await app.send('POST', `/runs/${id}/probes`, { model: 'gpt-4o-mini', key: 'k' }),
    await app.post('/api/v1/runs', { model: 'gpt-4o-mini', messages: HI, max_completion_tokens: 20 }),
  ];
  expect(refused.map(({ status }) => status)).toEqual([402, 402, 402, 402, 402]);
  expect(await refused[2]?.text()).toContain('The cap for a connection of 2 requests is reached');
  expect(endpoint.requests).toHaveLength(2);
  expect((await runJson(app, id)).completions).toEqual(completions);
});

test('every attempt counts: one that may have been billed at its worst, and a retry for which no room is left is not sent', async () => {
  const { app, endpoint } = await appWithEndpoint();
  endpoint.enqueue(json({ error: { message: 'down' } }, 500), json({ error: { message: 'down' } }, 500));
  // Room for two requests of 8 tokens in and 100 out at most.
  await cap(app, { day: { usd: 0.000125 } });
  const id = await start(app, { max_completion_tokens: 100 });
  const { status, completions } = await runJson(app, id, 15);
  expect([status, completions[0]?.status, completions[0]?.attempts]).toEqual(['finished', 'failed', 2]);
  expect(completions[0]?.error?.message).toMatch(/It was not tried again: The cap for a day of \$0.000125 is reached/);
  expect(endpoint.requests).toHaveLength(2);
});

test('a refusal that is not billed leaves the room it had', async () => {
  const { app, endpoint } = await appWithEndpoint();
  endpoint.enqueue(json({ error: { message: 'no', code: 'invalid_api_key' } }, 401));
  await cap(app, { day: { usd: 0.0001 } });
  expect((await runJson(app, await start(app, { max_completion_tokens: 100 }), 15)).completions[0]?.status).toBe(
    'failed',
  );
  expect((await runJson(app, await start(app, { max_completion_tokens: 100 }), 15)).completions[0]?.status).toBe(
    'done',
  );
});

test('the built-in model costs nothing: no cap on money holds it and it never asks, but it counts against the others', async () => {
  const { app } = await appWithEndpoint();
  await cap(app, { day: { usd: 0 }, run: { usd: 0 } });
  const practice = { model: 'practice', connection: 'practice', max_completion_tokens: 1 };
  const id = await start(app, { ...practice, samples: 201 });
  expect((await runJson(app, id, 30)).status).toBe('finished');
  await cap(app, { run: { requests: 3 } });
  expect((await runJson(app, await start(app, { ...practice, samples: 4 }), 15)).status).toBe('held');
});

test('a model without a price is held by caps on requests and tokens, not by money, which is said', async () => {
  const endpoint = await endpointThat();
  const app = await testApp({ endpoint });
  await cap(app, { run: { usd: 0.000001, requests: 2 } });
  const body = { model: 'unheard-of', connection: 'openai', messages: HI, samples: 3, max_completion_tokens: 20 };
  const started = await app.post('/api/v1/runs', body);
  expect(started.status).toBe(202);
  const { id, warnings } = (await started.json()) as { readonly id: number; readonly warnings: readonly string[] };
  expect(warnings).toEqual([expect.stringContaining('caps on money cannot hold it')]);
  const held = await runJson(app, id, 15);
  expect(held).toMatchObject({ status: 'held', warnings });
  expect(endpoint.requests).toHaveLength(2);
  expect(await (await app.request(`/runs/${id}`)).text()).toContain('caps on money cannot hold it');
});

test('a priced model whose answers have no known end is not sent under a cap on money: set Max tokens', async () => {
  const { app, endpoint } = await appWithEndpoint();
  await cap(app, { day: { tokens: 1_000_000 } });
  const body = { model: 'unheard-of', connection: 'openai', messages: HI };
  const refused = await app.post('/api/v1/runs', body);
  expect([refused.status, await refused.json()]).toMatchObject([
    402,
    { cap: { needed: null }, detail: expect.stringContaining('set Max tokens') },
  ]);
  expect((await app.post('/api/v1/runs', { ...body, max_completion_tokens: 10 })).status).toBe(202);
  expect(endpoint.requests.length).toBeLessThanOrEqual(1);
});

test('a restart keeps the caps and what was spent, and nothing of what was reserved', async () => {
  const folder = temporaryFolder();
  const endpoint = await endpointThat();
  const caps = { day: { usd: 0.0002 }, connection: { requests: 20 } };
  const first = await openApp(folder, endpoint);
  await cap(first.app, caps);
  const id = await start(first.app, { max_completion_tokens: 100 });
  await runJson(first.app, id, 15);
  // One that is in flight when the server goes: it has reserved $0.0000612.
  endpoint.answerBy(() => ({ steps: [{ head: true }, { hang: true }] }));
  const cut = await start(first.app, { max_completion_tokens: 100 });
  await expect.poll(() => endpoint.requests.length).toBe(2);
  await first.abandon();

  endpoint.answerBy(() => answer('Hello there'));
  const second = await openApp(folder, endpoint);
  expect(await (await second.app.request('/api/v1/settings')).json()).toMatchObject({
    caps: { ...caps, day: { usd: 0.0002 } },
  });
  const spent = second.app.deps.ledger.today();
  expect(spent.reserved).toEqual({ money: 0n, tokens: 0n, requests: 0n });
  expect(spent.spent).toMatchObject({ money: 10n * INPUT + 2n * OUTPUT, requests: 2n });
  expect((await runJson(second.app, cut)).status).toBe('interrupted');
  expect((await second.app.post(`/api/v1/runs/${cut}/resumption`)).status).toBe(202);
  expect((await runJson(second.app, cut, 15)).completions.map(({ status }) => status)).toEqual(['done']);
  const again = await runJson(second.app, await start(second.app, { samples: 19, max_completion_tokens: 100 }), 15);
  expect(again.completions.filter(({ status }) => status === 'done')).toHaveLength(17);
  await second.close();
});

async function openApp(folder: string, endpoint: ScriptedEndpoint) {
  const database = await openDatabase(folder);
  const store = await createStore(database);
  const app = await createTestApp({ endpoint, store });
  return {
    app,
    close: async () => {
      await app.close();
      await store.close();
    },
    /** As a crash leaves it: what is in flight is never heard of again. */
    abandon: async () => {
      await store.close();
      await app.close().catch(() => undefined);
    },
  };
}
