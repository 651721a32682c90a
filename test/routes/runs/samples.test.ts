import { expect, onTestFinished, test } from 'vitest';
import { runJson, start } from '../../support/asking-the-app.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answer } from '../../support/scripts.ts';
import { type TestApp, testApp } from '../../support/test-app.ts';

async function appWithEndpoint(): Promise<{ readonly app: TestApp; readonly endpoint: ScriptedEndpoint }> {
  const endpoint = await startScriptedEndpoint();
  onTestFinished(() => endpoint.close());
  return { endpoint, app: await testApp({ endpoint }) };
}

test('adding samples to a finished run asks for those alone, and the first answers stay as they are', async () => {
  const { app, endpoint } = await appWithEndpoint();
  const run = await start(app, { temperature: [0, 1], samples: 2, max_completion_tokens: 50 });
  const before = await runJson(app, run, 15);
  expect(endpoint.requests).toHaveLength(4);
  endpoint.answerBy(() => answer('Another answer'));

  const added = await app.post(`/api/v1/runs/${run}/samples`, { more: 3 });

  expect(added.status).toBe(202);
  expect(added.headers.get('location')).toBe(`/api/v1/runs/${run}`);
  expect(await added.json()).toMatchObject({ id: run, status: 'running', planned: 10 });
  const after = await runJson(app, run, 15);
  expect(after.status).toBe('finished');
  expect(endpoint.requests).toHaveLength(10);
  expect(after.completions.slice(0, 4)).toEqual(before.completions);
  expect(after.completions.slice(4).map(({ text }) => text)).toEqual(Array(6).fill('Another answer'));
  expect(after).toMatchObject({ request: { samples: 5 }, summary: [{ n: 5 }, { n: 5 }] });
});

test('a run that still goes on can grow, and ends once all is answered', async () => {
  const { app, endpoint } = await appWithEndpoint();
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  endpoint.answerBy(() => {
    const { steps } = answer('Hello there');
    return { steps: [{ head: true }, { until: gate }, ...steps.slice(1)] };
  });
  const run = await start(app, { temperature: [0, 1], samples: 1 });
  const grown = await Promise.all([1, 2].map((more) => app.post(`/api/v1/runs/${run}/samples`, { more })));
  expect(grown.map(({ status }) => status)).toEqual([202, 202]);
  open();
  const after = await runJson(app, run, 15);
  expect(after.status).toBe('finished');
  expect(after.completions.map(({ status }) => status)).toEqual(Array(8).fill('done'));
  expect(endpoint.requests).toHaveLength(8);
});

test('a stopped run grows too: what was stopped is not asked again', async () => {
  const { app, endpoint } = await appWithEndpoint();
  endpoint.answerBy(() => ({ steps: [{ head: true }, { hang: true }] }));
  const run = await start(app, { samples: 2 });
  await app.post(`/api/v1/runs/${run}/cancellation`);
  expect((await runJson(app, run, 15)).status).toBe('cancelled');
  endpoint.answerBy(() => answer('Hello there'));
  await app.post(`/api/v1/runs/${run}/samples`, { more: 1 });
  const after = await runJson(app, run, 15);
  expect(after.status).toBe('finished');
  expect(after.completions.map(({ status }) => status)).toEqual(['cancelled', 'cancelled', 'done']);
});

test('how many to add is checked, and so is how many that makes', async () => {
  const { app, endpoint } = await appWithEndpoint();
  const run = await start(app, {
    temperature: Array.from({ length: 30 }, (_, index) => index / 20),
    max_completion_tokens: 50,
  });
  await runJson(app, run, 15);
  endpoint.forget();
  for (const body of [{}, { more: 0 }, { more: 1.5 }, { more: 1_001 }, { more: '3' }, { more: 1, samples: 1 }]) {
    const answered = await app.post(`/api/v1/runs/${run}/samples`, body);
    expect([body, answered.status]).toEqual([body, 422]);
  }
  const tooMany = await app.post(`/api/v1/runs/${run}/samples`, { more: 700 });
  expect(tooMany.status).toBe(422);
  expect(await tooMany.json()).toMatchObject({ detail: expect.stringContaining('21030 requests') });
  expect((await app.post('/api/v1/runs/999/samples', { more: 1 })).status).toBe(404);
  expect((await app.send('POST', `/runs/${run}/samples`, { more: 'many' })).status).toBe(422);
  expect(endpoint.requests).toHaveLength(0);
});

test('the page asks for more samples and is shown the run as it goes on, with a stream to follow', async () => {
  const { app } = await appWithEndpoint();
  const run = await start(app, { temperature: [0, 1], samples: 2 });
  await runJson(app, run, 15);
  const page = await (await app.request(`/runs/${run}`)).text();
  expect(page).toContain(`hx-post="/runs/${run}/samples"`);
  expect(page).toContain('+5 samples (10 requests, ');
  const answered = await app.send('POST', `/runs/${run}/samples`, { more: '3' });
  expect(answered.status).toBe(200);
  const fragment = await answered.text();
  expect(fragment).toContain(`hx-target="#run-${run}"`);
  expect(fragment).toMatch(/hx-sse:connect="\/notebooks\/\d+\/events\?runs=/);
  expect((await runJson(app, run, 15)).completions).toHaveLength(10);
});
