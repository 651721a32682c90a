import { expect, onTestFinished, test } from 'vitest';
import { endedRun, formOf, newExperiment } from '../../support/pages.ts';
import { startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answer, usageOf } from '../../support/scripts.ts';
import { type TestApp, testApp } from '../../support/test-app.ts';

async function appWithEndpoint() {
  const server = await startScriptedEndpoint();
  onTestFinished(() => server.close());
  return { server, app: await testApp({ endpoint: server }) };
}

const MINI = {
  model: 'openai/gpt-4o-mini',
  content: 'Hello!',
  temperature: '0',
  samples: '2',
  max_completion_tokens: '200',
};

async function previewOf(app: TestApp, experiment: number, fields: Readonly<Record<string, string>> = MINI) {
  await app.send('PUT', `/experiments/${experiment}/draft`, { ...(await formOf(app, experiment)), ...fields });
  const markup = await (await app.request(`/experiments/${experiment}/preview`)).text();
  const line = markup.split(`id="experiment-${experiment}-preview"`)[1] ?? '';
  return line.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

async function run(app: TestApp, experiment: number): Promise<number> {
  const response = await app.send('POST', `/experiments/${experiment}/runs`, { ...(await formOf(app, experiment)) });
  if (response.status !== 200) throw new Error(await response.text());
  const started = await app.store.runs.latestOf(experiment);
  if (started === null) throw new Error('no run');
  await app.deps.runner.wait(started.id, 10_000);
  return started.id;
}

test('the line tells what is likely from the answers logged here, else from those of the model, and for a thousand runs', async () => {
  const { server, app } = await appWithEndpoint();
  const { experiment } = await newExperiment(app);
  const before = await previewOf(app, experiment);
  // 9 tokens in and at most 200 out, twice: 2 x (9 x .15 + 200 x .6) millionths of a dollar.
  expect(before).toContain('at most $0.000243');
  expect(before).toContain('per 1,000 runs: at most $0.243');
  expect(before).not.toContain('likely');
  server.enqueue(answer('One two', { usage: usageOf(9, 30) }), answer('One two', { usage: usageOf(9, 50) }));
  await run(app, experiment);
  const after = await previewOf(app, experiment);
  expect(after).toContain('likely $0.0000507 to at most $0.000243');
  expect(after).toContain('the last 2 answers here, 40 tokens on average');
  expect(after).toContain('per 1,000 runs: likely $0.0507 to at most $0.243');
  const other = await newExperiment(app);
  expect(await previewOf(app, other.experiment)).toContain('the model’s last 2 answers, 40 tokens on average');
});

test('estimates are kept with the run and each completion, and compared with what it came to', async () => {
  const { server, app } = await appWithEndpoint();
  const { experiment } = await newExperiment(app);
  await previewOf(app, experiment);
  server.enqueue(answer('a', { usage: usageOf(9, 30) }), answer('b', { usage: usageOf(9, 50) }));
  await run(app, experiment);
  server.enqueue(answer('c', { usage: usageOf(10, 40) }), answer('d', { usage: usageOf(10, 80) }));
  const second = await endedRun(app, await run(app, experiment));
  expect(second).toMatchObject({
    estimate: { input_tokens: 9, likely_cost_usd: 0.0000507, max_cost_usd: 0.0002427 },
    completions: [1, 2].map(() => ({
      estimate: { input_tokens: 9, likely_cost_usd: 0.00002535, max_cost_usd: 0.00012135 },
    })),
  });
  const [errors] = await app.store.estimates.errors();
  // Input: right twice, 9 for 10 twice. Cost: 25.35 for 25.5 and for 49.5 millionths; the first two had nothing to judge by.
  expect(errors).toMatchObject({
    connection: 'openai',
    model: 'gpt-4o-mini',
    inputTokens: { n: 4, signed: -5, absolute: 5 },
  });
  const expected = (((25.35 - 25.5) / 25.5 + (25.35 - 49.5) / 49.5) / 2) * 100;
  expect(errors?.cost.n).toBe(2);
  expect(errors?.cost.signed).toBeCloseTo(expected, 3);
});

test('a run that grows says what the whole of it may cost', async () => {
  const { app } = await appWithEndpoint();
  const started = await app.post('/api/v1/runs', {
    messages: [{ role: 'user', content: 'Hello!' }],
    model: 'gpt-4o-mini',
    max_completion_tokens: 200,
  });
  const { id } = (await started.json()) as { id: number };
  await endedRun(app, id);
  const grown = await app.post(`/api/v1/runs/${id}/samples`, { more: 3 });
  expect(await grown.json()).toMatchObject({ estimate: { max_cost_usd: 0.0004854 } });
  const view = await endedRun(app, id);
  const estimate = { input_tokens: 9, likely_cost_usd: null, max_cost_usd: 0.00012135 };
  expect(view.completions).toMatchObject([1, 2, 3, 4].map(() => ({ estimate })));
});
