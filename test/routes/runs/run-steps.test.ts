import { expect, onTestFinished, test } from 'vitest';
import { endedRun, newExperiment, type RunJson, runNow, words } from '../../support/pages.ts';
import { startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answer, refusal } from '../../support/scripts.ts';
import { testApp } from '../../support/test-app.ts';

const ASKED = { model: 'openai/gpt-4o-mini', temperature: '0', samples: '1', max_completion_tokens: '20' };

async function scripted() {
  const server = await startScriptedEndpoint();
  onTestFinished(() => server.close());
  return { server, app: await testApp({ endpoint: server }) };
}

test('a run can be compared with any earlier run of its cell', async () => {
  const { server, app } = await scripted();
  server.enqueue(answer('Mint'), answer('Jade'), answer('Oolong'));
  const { experiment } = await newExperiment(app);
  const runs: RunJson[] = [];
  for (const content of ['A tea', 'A green tea', 'A dark tea']) {
    runs.push(await runNow(app, experiment, { ...ASKED, role: 'user', content }));
  }
  const [first, second, third] = runs.map(({ id }) => id);
  const last = await (await app.request(`/runs/${third}/changes`)).text();
  expect(words(last)).toContain(`Since run ${second}, version 3 changes 1 part`);
  expect(words(last)).toContain('Jade');
  expect(last).toContain(`<a href="/comparisons?a=${second}&amp;b=${third}">Is it chance?</a>`);
  expect(last).toMatch(new RegExp(`<option value="${second}" selected="">Run ${second}, version 2`));
  const older = await (await app.request(`/runs/${third}/changes?with=${first}`)).text();
  expect(words(older)).toContain(`Since run ${first}, version 3 changes 1 part`);
  expect(words(older)).toContain('Mint');
  expect(words(older)).not.toContain('Jade');
  expect((await app.request(`/runs/${first}/changes`)).status).toBe(404);
  expect((await app.request(`/runs/${third}/changes?with=${third}`)).status).toBe(404);
});

test('all that failed is sent again by one button, and what was answered is kept', async () => {
  const { server, app } = await scripted();
  server.enqueue(answer('Mint'), refusal(401, { message: 'no' }), refusal(401, { message: 'no' }));
  const { experiment } = await newExperiment(app);
  const run = await runNow(app, experiment, { ...ASKED, samples: '3', role: 'user', content: 'A tea' });
  expect(run.completions.map(({ status }) => status).sort()).toEqual(['done', 'failed', 'failed']);
  const page = await (await app.request(`/runs/${run.id}`)).text();
  expect(words(page)).toContain('2 requests failed.');
  expect(words(page)).toContain('Retry the 2 failed');
  server.enqueue(answer('Jade'), answer('Oolong'));
  const before = server.requests.length;
  await app.send('POST', `/runs/${run.id}/retries`);
  const { completions } = await endedRun(app, run.id);
  expect(server.requests).toHaveLength(before + 2);
  expect(completions.map(({ text }) => text).sort()).toEqual(['Jade', 'Mint', 'Oolong']);
  expect(words(await (await app.request(`/runs/${run.id}`)).text())).not.toContain('failed');
  expect((await app.send('POST', `/runs/${run.id}/retries`)).status).toBe(409);
});

test('after a key was refused no more samples are offered; after other faults they are', async () => {
  const { server, app } = await scripted();
  const { experiment } = await newExperiment(app);
  const asked = { ...ASKED, samples: '2', role: 'user', content: 'A tea' };
  server.enqueue(answer('Mint'), refusal(401, { message: 'no' }));
  const refused = await runNow(app, experiment, asked);
  expect(await (await app.request(`/runs/${refused.id}`)).text()).not.toContain(`/runs/${refused.id}/samples`);
  server.enqueue(answer('Mint'), refusal(400, { message: 'no' }));
  const failed = await runNow(app, experiment, asked);
  expect(await (await app.request(`/runs/${failed.id}`)).text()).toContain(`/runs/${failed.id}/samples`);
});

test.each([
  ['no answer', [null, null], '0', ['answers', 'log']],
  ['one answer', ['Mint', null], '0', ['answers', 'log']],
  ['equal answers in one column', ['Mint', 'mint.'], '0', ['answers', 'log']],
  ['different answers', ['Mint', 'Jade'], '0', ['answers', 'differences', 'charts', 'log']],
  ['equal answers at two temperatures', ['Mint', 'Mint', 'Mint', 'Mint'], '0, 1', ['answers', 'charts', 'log']],
])('a run with %s offers the tabs that have something to show', async (_, texts, temperature, tabs) => {
  const { server, app } = await scripted();
  server.enqueue(...texts.map((text) => (text === null ? refusal(400, { message: 'no' }) : answer(text))));
  const { experiment } = await newExperiment(app);
  const asked = { ...ASKED, temperature, samples: '2', role: 'user', content: 'A tea' };
  const { id } = await runNow(app, experiment, asked);
  const page = await (await app.request(`/runs/${id}`)).text();
  const shown = [...page.matchAll(/<label( hidden="")?><input type="radio" [^>]*-tab-(\w+)"/g)];
  expect(shown.flatMap(([, hidden, name]) => (hidden === undefined ? [name] : []))).toEqual(tabs);
});

test('answers are those to an earlier prompt until the draft is that prompt again', async () => {
  const { app } = await scripted();
  const { experiment } = await newExperiment(app);
  const { id } = await runNow(app, experiment, { ...ASKED, role: 'user', content: 'A tea' });
  const isMarked = async () =>
    !/data-stale="[^"]*" hidden=""/.test(await (await app.request(`/runs/${id}/steps`)).text());
  expect(await isMarked()).toBe(false);
  await app.send('PUT', `/experiments/${experiment}/draft`, { ...ASKED, role: 'user', content: 'A dark tea' });
  expect(await isMarked()).toBe(true);
  await app.send('PUT', `/experiments/${experiment}/draft`, { ...ASKED, role: 'user', content: 'A tea' });
  expect(await isMarked()).toBe(false);
});
