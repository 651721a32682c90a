import { expect, onTestFinished, test } from 'vitest';
import { type Answering, startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answer, refusal } from '../../support/scripts.ts';
import { temporaryStore } from '../../support/temporary-data.ts';
import { type TestApp, testApp } from '../../support/test-app.ts';

async function endpointThat(answering: Answering) {
  const endpoint = await startScriptedEndpoint();
  onTestFinished(() => endpoint.close());
  endpoint.answerBy(answering);
  return endpoint;
}

const temperatureOf = (body: unknown) => (body as { readonly temperature?: number }).temperature;

async function run(app: TestApp, temperature: readonly (number | null)[], more: object = {}): Promise<number> {
  const started = await app.post('/api/v1/runs', {
    messages: [{ role: 'user', content: 'Is water wet? Answer with one word.' }],
    model: 'gpt-4o-mini',
    temperature,
    samples: 3,
    max_completion_tokens: 20,
    ...more,
  });
  const { id } = (await started.json()) as { readonly id: number };
  await app.request(`/api/v1/runs/${id}?wait=30`);
  return id;
}

async function states(app: TestApp, id: number): Promise<readonly string[]> {
  const { summary } = (await (await app.request(`/api/v1/runs/${id}`)).json()) as {
    readonly summary: readonly { readonly honoured: string }[];
  };
  return summary.map(({ honoured }) => honoured);
}

async function probe(app: TestApp, id: number, key = 'once'): Promise<void> {
  const response = await app.send('POST', `/runs/${id}/probes`, { model: 'gpt-4o-mini', key });
  expect(response.status).toBe(200);
  const latest = await app.store.runs.list({ before: null, limit: 1, notebook: null });
  await app.request(`/api/v1/runs/${latest[0]?.id}?wait=30`);
}

test('a refused temperature shows the endpoint’s message in its column, and the other columns go on', async () => {
  const endpoint = await endpointThat(({ body }) =>
    temperatureOf(body) === 1.5
      ? refusal(400, { message: 'temperature may be at most 1', param: 'temperature', code: 'unsupported_value' })
      : answer(`Yes at ${temperatureOf(body) ?? 'default'}`),
  );
  const app = await testApp({ endpoint });
  const id = await run(app, [null, 0, 1.5]);
  expect(await states(app, id)).toEqual(['not sent', 'unknown', 'refused']);
  const markup = await (await app.request(`/runs/${id}`)).text();
  const columns = markup.split('<section class="col ').slice(1);
  expect(columns.map((column) => column.includes('temperature may be at most 1'))).toEqual([false, false, true]);
  expect(columns[1]).toContain('Yes at 0');
  const honoured = await (await app.request(`/runs/${id}/honoured`)).text();
  expect(honoured).toContain('temperature 1.5: <strong>refused</strong>');
  expect(honoured).toMatch(/id="run-\d+-column-2-honoured" data-state="refused"[^>]*>refused</);
});

test('an endpoint that answers the same to everything shows no effect, and after the probe that it ignores temperature', async () => {
  const endpoint = await endpointThat(() => answer('Yes'));
  const app = await testApp({ endpoint, now: () => new Date('2026-11-22T12:00:00Z') });
  const id = await run(app, [0, 1]);
  expect(await states(app, id)).toEqual(['no effect seen', 'no effect seen']);
  expect(await (await app.request(`/runs/${id}/honoured`)).text()).toContain('the answer may simply be certain');

  await probe(app, id);
  expect(await states(app, id)).toEqual(['ignored', 'ignored']);
  const markup = await (await app.request(`/runs/${id}/honoured`)).text();
  expect(markup).toContain(
    'Ignored: on 2026-11-22 a probe of gpt-4o-mini saw 1 different answer of 8 at 0, and 1 of 8 at 2.',
  );
  expect(await (await app.request('/models')).text()).toContain('found ignored by the probe of 2026-11-22');
});

test('a probe of an endpoint that varies with temperature says that it is honoured, also for later runs', async () => {
  let asked = 0;
  const endpoint = await endpointThat(({ body }) => answer(temperatureOf(body) === 0 ? 'same' : `word${asked++}`));
  const app = await testApp({ endpoint });
  await probe(app, await run(app, [0, 1]));
  expect(await states(app, await run(app, [0, 0.5, null]))).toEqual(['yes', 'yes', 'not sent']);
});

test('a probe is only offered, with its cost, until it is asked for; and asked for twice it is made once', async () => {
  const endpoint = await endpointThat(() => answer('Yes'));
  const app = await testApp({ endpoint });
  const id = await run(app, [0, 1]);
  const before = endpoint.requests.length;
  const offer = await (await app.request(`/runs/${id}/probe?model=gpt-4o-mini`)).text();
  expect(offer).toContain('16 requests of 16 tokens in and at most 16 tokens out');
  // 16 x (16 x $0.15 + 16 x $0.60) / 1,000,000.
  expect(offer).toContain('At most $0.000192.');
  expect(endpoint.requests.length).toBe(before);

  await probe(app, id, 'pressed-twice');
  await probe(app, id, 'pressed-twice');
  expect(endpoint.requests.length).toBe(before + 16);
  const sent = endpoint.requests.slice(before).map(({ body }) => temperatureOf(body));
  expect([0, 2].map((value) => sent.filter((temperature) => temperature === value).length)).toEqual([8, 8]);
});

test('a probe whose answers do not all come says that it does not know', async () => {
  const endpoint = await endpointThat(() => answer('Yes'));
  const app = await testApp({ endpoint });
  const id = await run(app, [0, 1]);
  endpoint.enqueue(refusal(400, { message: 'Not this one.' }));
  await probe(app, id);
  expect(await states(app, id)).toEqual(['no effect seen', 'no effect seen']);
  expect(await (await app.request(`/runs/${id}/honoured`)).text()).toMatch(
    /Unknown: on \S+ a probe of gpt-4o-mini saw 1/,
  );
});

test('the verdict outlives the server, even one that ended before the verdict was read', async () => {
  const { store } = await temporaryStore();
  const endpoint = await endpointThat(() => answer('Yes'));
  const first = await testApp({ endpoint, store });
  const id = await run(first, [0, 1]);
  await first.send('POST', `/runs/${id}/probes`, { model: 'gpt-4o-mini' });
  const [latest] = await store.runs.list({ before: null, limit: 1, notebook: null });
  await first.deps.runner.wait(latest?.id ?? 0, 10_000);
  const second = await testApp({ endpoint, store });
  expect(await states(second, id)).toEqual(['ignored', 'ignored']);
});

test('no probe is offered of a model that is known to refuse temperatures, nor where temperature was never sent', async () => {
  const endpoint = await endpointThat(() => answer('Yes'));
  const app = await testApp({ endpoint });
  const reasoning = await run(app, [0, 1], { model: 'gpt-5-mini', connection: 'openai' });
  const markup = await (await app.request(`/runs/${reasoning}/honoured`)).text();
  expect(markup).not.toContain('<button');
  expect(markup).toContain('nothing to probe');
  expect((await app.request(`/runs/${reasoning}/probe?model=gpt-5-mini`)).status).toBe(409);
  const unsent = await run(app, [null], { top_p: [0.5, 1] });
  expect(await (await app.request(`/runs/${unsent}/honoured`)).text()).not.toContain('<button');
});
