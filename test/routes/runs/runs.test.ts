import { expect, onTestFinished, test } from 'vitest';
import { endedRun, newExperiment, partialFor, runNow, saying, words } from '../../support/pages.ts';
import { startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answer, refusal, textThen } from '../../support/scripts.ts';
import { testApp } from '../../support/test-app.ts';

const PRACTICE = { model: 'practice/practice', temperature: '0, 1', samples: '1', max_completion_tokens: '5' };

async function scripted() {
  const server = await startScriptedEndpoint({ models: ['scripted'] });
  onTestFinished(() => server.close());
  return { server, app: await testApp({ endpoint: server }) };
}

const ASKED = { model: 'openai/scripted', temperature: '0', samples: '1', content: 'Hello' };

test('a run has a page of its own, with the messages it asked and its answers under their temperatures', async () => {
  const app = await testApp();
  const { notebook, experiment } = await newExperiment(app);
  const run = await runNow(app, experiment, { ...PRACTICE, system: 'Be <brief>.', content: 'Hello' });
  const page = await (await app.request(`/runs/${run.id}`)).text();
  const text = words(page);
  expect(text).toContain('Be <brief>.');
  expect(text).toContain('Finished: 2 answers');
  for (const { id, text: said } of run.completions) {
    expect(page).toContain(`id="completion-${id}-text"`);
    expect(text).toContain(said.replace(/\s+/g, ' ').trim());
  }
  expect(page).toContain(`href="/notebooks/${notebook}#cell-${experiment}"`);
  expect(page).not.toContain('hx-sse:connect');
  expect(text).toMatch(/free, would cost \$0\.0+\d+ on/);
});

test('answers are text wherever they are shown, whatever they hold', async () => {
  const { server, app } = await scripted();
  const evil = '<script>alert(1)</script> <hx-partial hx-target="body"> & "quoted"\r\nnext';
  server.enqueue(answer(evil));
  const { notebook, experiment } = await newExperiment(app);
  const run = await runNow(app, experiment, ASKED);
  expect(run.completions[0]?.text).toBe(evil);
  for (const path of [
    `/runs/${run.id}`,
    `/notebooks/${notebook}`,
    `/history/requests?run=${run.id}`,
    `/completions/${run.completions[0]?.id}/raw`,
  ]) {
    const page = await (await app.request(path)).text();
    expect(page).toContain('&lt;script&gt;alert(1)');
    expect(page).not.toContain('<script>alert');
    expect(page).not.toContain('<hx-partial hx-target="body"');
    expect(page).not.toContain('\r');
  }
});

test('what was sent and what came back is shown as JSON', async () => {
  const { server, app } = await scripted();
  server.enqueue(answer('Hi', { model: 'gpt-4o-mini-2024' }));
  const { experiment } = await newExperiment(app);
  const run = await runNow(app, experiment, ASKED);
  const shown = await (await app.request(`/completions/${run.completions[0]?.id}/raw`)).text();
  for (const copied of [...shown.matchAll(/data-copy="([^"]+)"/g)]) expect(shown).toContain(`id="${copied[1]}"`);
  expect(shown.match(/data-copy=/g)).toHaveLength(2);
  const raw = words(shown);
  expect(raw).toContain('"temperature": 0');
  expect(raw).toContain('"content": "Hello"');
  expect(raw).toContain('"model": "gpt-4o-mini-2024"');
  expect(raw).toContain('"finish_reason": "stop"');
  expect(raw).not.toContain('sk-test');
});

test('answers can be shown as rendered Markdown, and the choice is kept with the experiment', async () => {
  const { server, app } = await scripted();
  server.enqueue(answer('**bold** <b>no</b>'));
  const { notebook, experiment } = await newExperiment(app);
  const run = await runNow(app, experiment, ASKED);
  const shown = await (await app.send('PUT', `/runs/${run.id}/view`, { view: 'markdown' })).text();
  expect(partialFor(shown, `run-${run.id}`)).toContain('<strong>bold</strong> &lt;b&gt;no');
  expect(await (await app.request(`/notebooks/${notebook}`)).text()).toContain('<strong>bold</strong>');
  const back = await (await app.send('PUT', `/runs/${run.id}/view`, { view: 'text' })).text();
  expect(back).toContain('**bold**');
});

test('Stop ends the run; what was said stays', async () => {
  const { server, app } = await scripted();
  server.answerBy(() => textThen('Half an', { hang: true }));
  const { experiment } = await newExperiment(app);
  const markup = await (await app.send('POST', `/experiments/${experiment}/runs`, { ...ASKED, samples: '3' })).text();
  const id = Number(/id="run-(\d+)"/.exec(markup)?.[1]);
  expect(markup).toContain(`hx-post="/runs/${id}/cancellation"`);
  await saying(app, id, ['Half an', 'Half an', 'Half an']);
  expect((await app.send('POST', `/runs/${id}/cancellation`)).status).toBe(204);
  const run = await endedRun(app, id);
  expect(run.completions.map(({ status, text }) => [status, text])).toEqual(Array(3).fill(['cancelled', 'Half an']));
  const page = words(await (await app.request(`/runs/${id}`)).text());
  expect(page).toContain('Stopped: 0 answers, 3 not finished');
  expect(page).toContain('(estimated)');
});

test('one answer is cancelled, and an ended one is asked again from the page', async () => {
  const { server, app } = await scripted();
  server.enqueue(refusal(401, { message: 'Incorrect API key provided.', code: 'invalid_api_key' }));
  const { experiment } = await newExperiment(app);
  const run = await runNow(app, experiment, ASKED);
  const id = run.completions[0]?.id ?? 0;
  expect(words(await (await app.request(`/runs/${run.id}`)).text())).toMatch(/key/i);
  server.enqueue(textThen('Slow', { hang: true }));
  const retried = await (await app.send('POST', `/completions/${id}/retries`)).text();
  expect(partialFor(retried, `run-${run.id}`)).toContain(`id="completion-${id}"`);
  expect(partialFor(retried, 'live')).toContain(`/events?runs=${run.id}"`);
  await expect.poll(async () => (await app.store.completions.get(id))?.status).toBe('streaming');
  expect((await app.send('POST', `/completions/${id}/retries`)).status).toBe(409);
  await saying(app, run.id, ['Slow']);
  expect((await app.send('POST', `/completions/${id}/cancellation`)).status).toBe(204);
  expect((await endedRun(app, run.id)).completions[0]).toMatchObject({ status: 'cancelled' });
  await app.send('POST', `/completions/${id}/retries`);
  expect((await endedRun(app, run.id)).completions[0]).toMatchObject({ status: 'done', error: null });
  expect((await app.send('POST', '/completions/999/retries')).status).toBe(404);
});

test('a refused parameter is remembered and warned of before the next run', async () => {
  const { server, app } = await scripted();
  const message = "Unsupported value: 'temperature' does not support 0.7 with this model.";
  server.enqueue(refusal(400, { message, param: 'temperature', code: 'unsupported_value' }));
  const { experiment } = await newExperiment(app);
  const run = await runNow(app, experiment, { ...ASKED, temperature: '0.7' });
  expect(run.completions[0]).toMatchObject({
    status: 'failed',
    error: { kind: 'parameter_refused', param: 'temperature' },
  });
  const preview = words(await (await app.request(`/experiments/${experiment}/preview`)).text());
  expect(preview).toContain('scripted may refuse temperature 0.7');
  expect(preview).toContain('refused it on');
});

test('a request of unknown cost is one in the head of every page as in the history, however often it was sent', async () => {
  const { server, app } = await scripted();
  const failing = refusal(500, { message: 'Down' }, { 'retry-after-ms': '1' });
  server.enqueue(failing, failing, failing);
  const { experiment } = await newExperiment(app);
  const run = await runNow(app, experiment, ASKED);
  expect(run.completions).toMatchObject([{ status: 'failed', attempts: 3 }]);
  const unpriced = async (path: string) => words(await (await app.request(path)).text()).match(/(?<=· )\d+ unpriced/g);
  expect(await unpriced(`/runs/${run.id}`)).toEqual(['1 unpriced']);
  const page = await (await app.request(`/runs/${run.id}`)).text();
  expect(page).toContain('<p class="hint aside num run-totals">1 unpriced</p>');
  expect(new Set(await unpriced('/history'))).toEqual(new Set(['1 unpriced']));
  server.enqueue(failing, answer('At last.'));
  await app.send('POST', `/runs/${run.id}/retries`);
  await endedRun(app, run.id);
  // Retried by hand it is a request of its own, whose first attempt counts no more than that of the one before.
  expect(new Set(await unpriced('/history'))).toEqual(new Set(['2 unpriced']));
});
