import { expect, onTestFinished, test } from 'vitest';
import { endedRun, newExperiment, runNow } from '../../support/pages.ts';
import { startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answer } from '../../support/scripts.ts';
import { testApp } from '../../support/test-app.ts';

const contentOf = (body: unknown) =>
  (body as { messages: readonly { content: string }[] }).messages.at(-1)?.content ?? '';

/** A run of three cases: the first two are answered by themselves, the third wrongly. */
async function checkedRun() {
  const server = await startScriptedEndpoint({
    models: ['gpt-4o-mini', 'gpt-4o'],
    answering: ({ body }) => {
      const text = contentOf(body);
      const code = /VERDICT (\S+) pass/.exec(text)?.[1];
      if (code !== undefined) return answer(`VERDICT ${code} pass`);
      return answer(text === 'c' ? 'wrong' : text);
    },
  });
  onTestFinished(() => server.close());
  const app = await testApp({ endpoint: server });
  const body = {
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: '{{text}}' }],
    temperature: [0, 1],
    cases: ['a', 'b', 'c'].map((text) => ({ variables: { text }, expected: text })),
    checks: [{ type: 'exact' }],
  };
  const { id } = (await (await app.post('/api/v1/runs', body)).json()) as { id: number };
  return { app, run: await endedRun(app, id) };
}

const textOf = async (response: Promise<Response> | Response) =>
  (await (await response).text()).replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

test('pass rates by temperature are a chart with intervals, and its figures stand in a table', async () => {
  const { app, run } = await checkedRun();
  const page = await (await app.request(`/runs/${run.id}/matrix`)).text();
  expect(page).toContain('Pass rate by temperature: 67% at temperature 0, 67% at temperature 1.');
  expect(page).toMatch(/<title>0: 67%, 95% interval 21% to 94%, 3 cases<\/title>/);
  expect(page).toContain('class="mark t-10"');
});

test('the worst case stands first, failures can be read alone, and each leads to the next', async () => {
  const { app, run } = await checkedRun();
  const path = `/runs/${run.id}/matrix`;
  const places = async (query: string) =>
    [...(await (await app.request(`${path}${query}`)).text()).matchAll(/href="\/runs\/\d+\/matrix\/(\d+)[?"]/g)].map(
      ([, place]) => place,
    );
  expect(await places('')).toEqual(['2', '0', '1']);
  expect(await places('?failed=1')).toEqual(['2']);
  expect(await textOf(app.request(path))).toContain('✗ fail : wrong');
  const first = await (await app.request(`${path}/0`)).text();
  expect(first).toContain(`href="${path}/2" data-key="k"`);
});

test('a verdict by hand counts, stays when other checks are applied, and can be taken away', async () => {
  const { app, run } = await checkedRun();
  const wrong = run.completions.find(({ text }) => text === 'wrong');
  const row = await app.send('PUT', `/completions/${wrong?.id}/verdict`, { by_hand: 'pass', label: 'temperature 0' });
  expect(await textOf(row)).toContain('exact: ✗ fail; by hand: ✓ pass');
  await app.send('POST', `/runs/${run.id}/matrix/checks`, { checks: '' });
  expect(await textOf(app.request(`/runs/${run.id}/matrix`))).toContain('temperature 0 100.0% 20.7% to 100.0% 1');
  await app.send('PUT', `/completions/${wrong?.id}/marks`, { by_hand: '' });
  const { completions } = (await endedRun(app, run.id)) as unknown as { completions: readonly { checks: unknown[] }[] };
  expect(completions.every(({ checks }) => checks.length === 0)).toBe(true);
  expect((await app.send('PUT', `/completions/${wrong?.id}/verdict`, { by_hand: 'maybe' })).status).toBe(422);
});

test('a judge is asked from the page after a question that shows its cost, and its run and agreement are named', async () => {
  const { app, run } = await checkedRun();
  const checks = '[{"type": "judge", "rubric": "Is it <b>right</b>?", "model": "gpt-4o"}]';
  const path = `/runs/${run.id}/matrix/checks`;
  const question = await textOf(app.send('POST', path, { checks }));
  expect(question).toContain('Send 3 requests?');
  expect(question).toMatch(/at most \$0\.\d+/);
  expect(question).toContain('Tempera always asks before a model judges');
  expect((await app.send('POST', path, { checks, confirm: 'true' })).status).toBe(204);
  const judged = (await (await app.request(`/api/v1/runs/${run.id}`)).json()) as { judge: { run: number } };
  await endedRun(app, judged.judge.run);
  const page = await (await app.request(`/runs/${run.id}/matrix`)).text();
  expect(page).toContain(`href="/runs/${judged.judge.run}"`);
  expect(await textOf(new Response(page))).toMatch(
    /finished, \$0\.\d+\)\. Agreement with verdicts by hand: 0 of the 20/,
  );
  expect(page).not.toContain('<b>right');
  expect(await textOf(app.request(`/runs/${run.id}/matrix`))).toContain('temperature 0 100.0%');
});

test('any answer can become a case, a case can be written by hand and be removed', async () => {
  const app = await testApp();
  const { experiment } = await newExperiment(app, {
    content: 'Capital of Peru?',
    temperature: '0',
    samples: '1',
    max_completion_tokens: '5',
  });
  const { completions } = await runNow(app, experiment);
  const id = completions[0]?.id;
  const cases = async () => {
    const set = (await app.store.cases.ofExperiment(experiment))?.set;
    return set == null ? [] : await app.store.cases.ofSet(set);
  };
  expect((await app.send('POST', `/completions/${id}/cases`)).headers.get('HX-Redirect')).toBe(
    `/experiments/${experiment}/cases`,
  );
  await app.send('POST', `/completions/${id}/cases`);
  const made = { input: { message: 'Capital of Peru?' }, expected: completions[0]?.text, name: null };
  expect(await cases()).toEqual([made]);
  await app.send('POST', `/experiments/${experiment}/cases`, {
    message: 'Capital of Chile?',
    expected: 'Santiago',
    name: 'chile',
  });
  expect(await cases()).toEqual([
    made,
    { input: { message: 'Capital of Chile?' }, expected: 'Santiago', name: 'chile' },
  ]);
  expect((await app.send('POST', `/experiments/${experiment}/cases`, { message: ' ' })).status).toBe(422);
  await app.send('POST', `/experiments/${experiment}/cases/0/removal`);
  expect((await cases()).map(({ name }) => name)).toEqual(['chile']);
  expect((await app.send('POST', `/experiments/${experiment}/cases/7/removal`)).status).toBe(404);
});
