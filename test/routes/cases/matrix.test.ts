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

test('columns with the same best rate share it in the verdict, and the first of them is held against the first column', async () => {
  const server = await startScriptedEndpoint({
    models: ['gpt-4o-mini'],
    answering: ({ body }) => answer((body as { temperature: number }).temperature === 0 ? 'wrong' : contentOf(body)),
  });
  onTestFinished(() => server.close());
  const app = await testApp({ endpoint: server });
  const verdict = async (temperature: readonly number[]) => {
    const { id } = (await (
      await app.post('/api/v1/runs', {
        model: 'gpt-4o-mini',
        messages: [{ role: 'user', content: '{{text}}' }],
        temperature,
        cases: ['a', 'b'].map((text) => ({ variables: { text }, expected: text })),
        checks: [{ type: 'exact' }],
      })
    ).json()) as { id: number };
    await endedRun(app, id);
    return textOf(app.request(`/runs/${id}/matrix`));
  };
  const two = await verdict([0, 1, 2]);
  expect(two).toContain('temperature 1 and temperature 2 share the best pass rate of 3 tried.');
  expect(two).toContain('Against temperature 0 temperature 1 fixed 2, broke 0');
  const three = await verdict([1, 0.5, 2, 0]);
  expect(three).toContain('3 columns share the best pass rate of 4 tried.');
  expect(three).not.toMatch(/has the best|Against temperature/);
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

/** An experiment on the scripted endpoint with two examples, and cases for its variable. */
async function withExamples() {
  const server = await startScriptedEndpoint({ answering: () => answer('yes') });
  onTestFinished(() => server.close());
  const app = await testApp({ endpoint: server });
  const { experiment } = await newExperiment(app, {
    content: '{{text}}',
    model: 'openai/gpt-4o-mini',
    temperature: '0',
    samples: '1',
    max_completion_tokens: '5',
  });
  await app.deps.drafts.change(experiment, null, {
    typed: (draft) => draft,
    edit: (prompt) => ({
      ...prompt,
      examples: [
        ['a', 'yes'],
        ['b', 'no'],
      ].map(([input = '', output = ''], row) => ({ id: `r${row}`, input, output, enabled: true, tags: [] })),
    }),
  });
  const path = `/experiments/${experiment}/cases`;
  const runOf = (response: Response) => Number(/\/runs\/(\d+)\//.exec(response.headers.get('HX-Redirect') ?? '')?.[1]);
  return { app, server, experiment, path, runOf };
}

test('a study that costs money is asked about first, whatever it costs, and a run as it is is not', async () => {
  const { app, server, path, runOf } = await withExamples();
  await app.send('POST', `${path}/imports`, { text: 'text,expected\nx,yes\ny,no\n' });
  const question = await textOf(app.send('POST', `${path}/runs`, { study: 'shots', count: '', seed: '' }));
  expect(question).toContain('Send 6 requests?');
  expect(question).toMatch(/at most \$0\.\d+/);
  expect(server.requests).toHaveLength(0);
  const run = runOf(await app.send('POST', `${path}/runs`, { study: 'shots', confirm: 'true' }));
  expect((await endedRun(app, run)).planned).toBe(6);
  expect((await app.send('POST', `${path}/runs`, { study: '' })).status).toBe(204);
});

test('a re-run on the cases that a run did not see is offered, and asks no other', async () => {
  const { app, path, runOf } = await withExamples();
  await app.send('POST', `${path}/imports`, {
    text: `text,expected\n${['p', 'q', 'r', 's', 't'].map((text) => `${text},yes`).join('\n')}\n`,
  });
  const first = runOf(await app.send('POST', `${path}/runs`, { study: 'encoding', count: '2', confirm: 'true' }));
  await endedRun(app, first);
  const matrix = await (await app.request(`/runs/${first}/matrix`)).text();
  expect(matrix).toContain(`href="${path}?unseen=${first}"`);
  expect(matrix).toContain('3 cases');
  expect(await (await app.request(`${path}?unseen=${first}`)).text()).toContain(
    `name="unseen" value="${first}" checked`,
  );
  expect(await (await app.request(`${path}?unseen=999`)).text()).not.toContain('name="unseen"');
  const again = runOf(await app.send('POST', `${path}/runs`, { study: '', unseen: String(first) }));
  const { caseSet } = (await app.store.runs.get(again)) ?? {};
  const asked = (await app.store.cases.ofSet(caseSet ?? 0)).map(({ input }) =>
    'variables' in input ? input.variables['text'] : null,
  );
  expect(asked).toEqual(['r', 's', 't']);
});

test('the study of labels needs no cases, and says how often each label is the answer to nothing', async () => {
  const { app, path, runOf } = await withExamples();
  const run = runOf(await app.send('POST', `${path}/runs`, { study: 'labels', confirm: 'true' }));
  await endedRun(app, run);
  const page = await textOf(app.request(`/runs/${run}/matrix`));
  expect(page).toContain('yes 50% 100%');
  expect(page).toContain('no 50% yes 0%');
});

test('checks are added by fields, and what is missing is named', async () => {
  const { app, experiment, path } = await withExamples();
  const add = async (add: string, value: string, extract = 'whole') => {
    const checks = (await app.store.cases.ofExperiment(experiment))?.checks ?? [];
    return app.send('POST', `${path}/checks`, {
      checks: checks.length === 0 ? '' : JSON.stringify(checks),
      add,
      value,
      extract,
    });
  };
  expect((await add('label', ' yes, no ,', 'last_line')).status).toBe(204);
  expect((await add('numeric', '0.5')).status).toBe(204);
  expect((await add('judge', 'Is it polite?')).status).toBe(204);
  expect((await add('json_schema', '')).status).toBe(204);
  expect((await app.store.cases.ofExperiment(experiment))?.checks).toMatchObject([
    { type: 'label', labels: ['yes', 'no'], extract: 'last_line' },
    { type: 'numeric', atol: 0.5, rtol: 0 },
    { type: 'judge', rubric: 'Is it polite?', model: null },
    { type: 'json_schema', schema: true },
  ]);
  for (const [kind, value] of [
    ['label', ' , '],
    ['numeric', 'x'],
    ['length', ''],
    ['regex', '('],
    ['json_schema', '{'],
    ['other', ''],
  ] as const)
    expect((await add(kind, value)).status, kind).toBe(422);
  expect((await app.store.cases.ofExperiment(experiment))?.checks).toHaveLength(4);
});
