import { expect, onTestFinished, test } from 'vitest';
import { startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answer } from '../../support/scripts.ts';
import { testApp } from '../../support/test-app.ts';

async function app() {
  const endpoint = await startScriptedEndpoint();
  onTestFinished(() => endpoint.close());
  endpoint.answerBy(() => answer('Yes'));
  return { endpoint, ...(await testApp({ endpoint, now: () => new Date('2026-11-22T12:00:00Z') })) };
}

const PROBE = { kind: 'temperature', model: 'gpt-4o-mini' };

test('a probe that nobody agreed to is answered with what it would cost, and sends nothing', async () => {
  const { post, endpoint } = await app();
  const refused = await post('/api/v1/probes', PROBE);
  expect([refused.status, await refused.json()]).toEqual([
    409,
    expect.objectContaining({
      title: 'confirmation-required',
      detail: expect.stringContaining('16 requests for at most $0.000192'),
      estimate: { requests: 16, input_tokens: 16, max_cost_usd: 0.000192 },
    }),
  ]);
  expect(endpoint.requests).toEqual([]);
});

test('a confirmed probe is started once for one idempotency key, and its result is read when it has ended', async () => {
  const { post, request, endpoint } = await app();
  const started = await post('/api/v1/probes', { ...PROBE, confirm: true }, { 'Idempotency-Key': 'a' });
  expect(started.status).toBe(202);
  const probe = await started.json();
  expect(probe).toMatchObject({ kind: 'temperature', temperatures: [0, 2], date: '2026-11-22', result: null });
  const address = started.headers.get('location') ?? '';
  expect(await (await request(`${address}&wait=10`)).json()).toEqual({
    connection: 'openai',
    model: 'gpt-4o-mini',
    probes: [
      {
        kind: 'temperature',
        connection: 'openai',
        model: 'gpt-4o-mini',
        run: probe.run,
        date: '2026-11-22',
        temperatures: [0, 2],
        result: { verdict: 'ignored', distinct: [1, 1], n: [8, 8] },
      },
    ],
  });
  await post('/api/v1/probes', { ...PROBE, confirm: true }, { 'Idempotency-Key': 'a' });
  expect(endpoint.requests).toHaveLength(16);
  for (const other of [{ reasoning_effort: 'low' }, { kind: 'logprobs' }]) {
    const body = { ...PROBE, ...other, confirm: true };
    const refused = await post('/api/v1/probes', body, { 'Idempotency-Key': 'a' });
    expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('idempotency-key-reused')]);
  }
  expect(endpoint.requests).toHaveLength(16);
});

test('the logprobs of the built-in model are found raw', async () => {
  const { post, request } = await testApp();
  const started = await post('/api/v1/probes', { kind: 'logprobs', model: 'practice', confirm: true });
  expect(await started.json()).toMatchObject({ estimate: { requests: 2, max_cost_usd: 0 } });
  const { probes } = (await (await request('/api/v1/probes?model=practice&wait=10')).json()) as {
    readonly probes: readonly unknown[];
  };
  expect(probes).toEqual([
    expect.objectContaining({
      kind: 'logprobs',
      temperatures: [0.5, 1],
      result: { verdict: 'raw', tokens: 5, largest_gap: 0 },
    }),
  ]);
});

test('what cannot be probed is refused with a reason', async () => {
  const { post, request } = await app();
  const statusOf = async (body: unknown) => (await post('/api/v1/probes', body)).status;
  expect(await statusOf({ ...PROBE, kind: 'luck' })).toBe(422);
  expect(await statusOf({ ...PROBE, connection: 'nowhere' })).toBe(422);
  expect(await statusOf({ ...PROBE, samples: 3 })).toBe(422);
  // Known to refuse temperatures.
  expect(await statusOf({ ...PROBE, model: 'gpt-5-mini', connection: 'openai', confirm: true })).toBe(409);
  expect((await request('/api/v1/probes')).status).toBe(422);
  expect(await (await request('/api/v1/probes?model=gpt-4o-mini')).json()).toMatchObject({ probes: [] });
});
