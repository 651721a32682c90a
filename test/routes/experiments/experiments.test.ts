import { expect, onTestFinished, test } from 'vitest';
import { endedRun, formOf, messagesOf, newExperiment, partialFor, runNow, words } from '../../support/pages.ts';
import { startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { testApp } from '../../support/test-app.ts';

const PRACTICE = { model: 'practice/practice', temperature: '0, 0.5', samples: '2', max_completion_tokens: '10' };

test('what is typed is saved, right or wrong, and survives a reload', async () => {
  const app = await testApp();
  const { notebook, experiment } = await newExperiment(app);
  await app.send('PUT', `/experiments/${experiment}/draft`, {
    ...(await formOf(app, experiment)),
    system: 'Be <brief> & kind.',
    content: 'Hello',
    temperature: 'warm, 5',
    seed: '1, x',
  });
  const page = await (await app.request(`/notebooks/${notebook}`)).text();
  expect(page).toContain('Be &lt;brief&gt; &amp; kind.');
  expect(page).toContain('value="warm, 5"');
  expect(page).toContain('value="1, x"');
});

test('the preview says tokens for each message, requests, and the most they can cost', async () => {
  const server = await startScriptedEndpoint();
  onTestFinished(() => server.close());
  const app = await testApp({ endpoint: server });
  const { experiment } = await newExperiment(app);
  const answer = await app.send('PUT', `/experiments/${experiment}/draft`, {
    ...(await formOf(app, experiment)),
    model: 'openai/gpt-4o-mini',
    system: 'You are a helpful assistant.',
    content: 'Hello!',
    temperature: '0, 0.3, 0.7, 1.2',
    samples: '5',
    max_completion_tokens: '200',
  });
  const markup = await answer.text();
  const line = words(partialFor(markup, `experiment-${experiment}-preview`));
  expect(line).toContain('19 tokens in × 20 requests');
  expect(line).toContain('at most $0.00246');
  expect(words(partialFor(markup, `experiment-${experiment}-tokens-system`))).toBe('10 tok');
  expect(words(partialFor(markup, `experiment-${experiment}-tokens-0`))).toBe('6 tok');
  const fetched = await (await app.request(`/experiments/${experiment}/preview`)).text();
  expect(words(partialFor(fetched, `experiment-${experiment}-preview`))).toBe(line);
});

test('for Practice the line says free, and what it would cost; without max tokens, whose limit holds', async () => {
  const server = await startScriptedEndpoint();
  onTestFinished(() => server.close());
  const app = await testApp({ endpoint: server });
  const { experiment } = await newExperiment(app);
  const line = async (fields: Readonly<Record<string, string>>) => {
    const answer = await app.send('PUT', `/experiments/${experiment}/draft`, { content: 'Hello!', ...fields });
    return words(partialFor(await answer.text(), `experiment-${experiment}-preview`));
  };
  expect(await line(PRACTICE)).toMatch(/free · would cost at most \$0\.0\d+ on \S+/);
  const open = { ...PRACTICE, max_completion_tokens: '' };
  expect(await line({ ...open, model: 'openai/gpt-4o-mini' })).toContain('gpt-4o-mini itself stops at 16,384 tokens');
  expect(await line({ ...open, model: 'openai/gpt-6-sol' })).toMatch(
    /no upper bound known per 1,000 runs: no upper bound known .*no output limit of gpt-6-sol is known/,
  );
  expect(await line({ ...PRACTICE, model: 'openai/nobody-knows-it' })).toContain('unpriced');
  expect(await line({ ...PRACTICE, model: 'openai/o3-mini' })).toContain('o3-mini may refuse temperature 0, 0.5: ');
  expect(await line({ ...PRACTICE, content: 'Quux zorblat frobnicated wibbleflorp' })).toContain(
    'Outside what Practice knows',
  );
});

test('errors stand at their fields, and go once they are mended', async () => {
  const app = await testApp();
  const { experiment } = await newExperiment(app);
  const error = (markup: string, path: string) => words(partialFor(markup, `experiment-${experiment}-error-${path}`));
  const save = async (fields: Readonly<Record<string, string>>) =>
    (await app.send('PUT', `/experiments/${experiment}/draft`, fields)).text();
  const wrong = await save({ ...PRACTICE, temperature: '0, hot', samples: '0', content: ' ' });
  expect(error(wrong, 'temperature')).toBe('Temperatures: “hot” is not a number.');
  expect(error(wrong, 'samples')).toContain('Samples: 0 is outside 1 to 1000.');
  expect(error(wrong, 'messages-0')).toContain('Write the user message');
  expect(error(wrong, 'max_completion_tokens')).toBe('');
  const mended = await save({ ...PRACTICE, content: 'Hello' });
  expect(['temperature', 'samples', 'messages-0', 'model'].map((path) => error(mended, path))).toEqual([
    '',
    '',
    '',
    '',
  ]);
  expect(mended).toContain(`hx-target="#experiment-${experiment}-error-temperature"`);
});

test('structural edits keep all that was typed', async () => {
  const app = await testApp();
  const { experiment } = await newExperiment(app);
  const path = `/experiments/${experiment}/messages`;
  const texts = async () => (await messagesOf(app, experiment)).map(({ role, content }) => `${role}: ${content}`);
  await app.send('POST', path, { ...(await formOf(app, experiment)), content: 'last', temperature: '0.1' });
  expect(await texts()).toEqual(['user: ', 'user: last']);
  await app.send('POST', path, { ...(await formOf(app, experiment)), content: ['first', 'last'], system: 'S' });
  expect(await texts()).toEqual(['system: S', 'user: first', 'assistant: ', 'user: last']);
  const form = { ...(await formOf(app, experiment)), content: ['first', 'second', 'last, edited'] };
  const moved = await (await app.send('POST', `${path}/1/moves`, { ...form, direction: 'up' })).text();
  expect(await texts()).toEqual(['system: S', 'assistant: second', 'user: first', 'user: last, edited']);
  expect(moved).toContain(`id="experiment-${experiment}-conversation"`);
  expect(moved).toContain('last, edited');
  await app.send('POST', `${path}/0/role`, { ...(await formOf(app, experiment)), role: ['user', 'user', 'user'] });
  expect(await texts()).toEqual(['system: S', 'user: second', 'user: first', 'user: last, edited']);
  await app.send('POST', `${path}/1/deletion`, await formOf(app, experiment));
  expect(await texts()).toEqual(['system: S', 'user: second', 'user: last, edited']);
  await app.send('POST', `${path}/1/deletion`, await formOf(app, experiment));
  expect(await texts()).toEqual(['system: S', 'user: second', 'user: last, edited']);
  expect((await app.store.cells.experiment(experiment))?.draft.settings.temperature).toBe('0.1');
});

test('line ends are kept as they were typed, not as forms send them', async () => {
  const app = await testApp();
  const { experiment } = await newExperiment(app);
  const typed = { ...PRACTICE, system: 'a\r\nb', content: 'one\r\n\r\ntwo\rthree\nfour' };
  await app.send('PUT', `/experiments/${experiment}/draft`, typed);
  expect(await messagesOf(app, experiment)).toEqual([
    { role: 'system', content: 'a\nb' },
    { role: 'user', content: 'one\n\ntwo\nthree\nfour' },
  ]);
});

test('Run with something wrong starts nothing, says what in its place, and keeps the draft', async () => {
  const app = await testApp();
  const { experiment } = await newExperiment(app);
  const answer = await app.send('POST', `/experiments/${experiment}/runs`, {
    ...PRACTICE,
    content: 'Hello',
    samples: 'many',
  });
  expect(answer.status).toBe(422);
  const markup = await answer.text();
  expect(words(partialFor(markup, `experiment-${experiment}-error-samples`))).toContain('“many” is not a number');
  expect((await app.store.cells.experiment(experiment))?.draft.settings.samples).toBe('many');
  expect(await app.store.runs.latestOf(experiment)).toBeNull();
});

test('Run puts columns, a new key and the live stream into the page, and the run asks what was typed', async () => {
  const app = await testApp();
  const { notebook, experiment } = await newExperiment(app);
  const form = { ...PRACTICE, system: 'Be brief.', content: 'Hello', key: 'k1' };
  const markup = await (await app.send('POST', `/experiments/${experiment}/runs`, form)).text();
  const run = await app.store.runs.latestOf(experiment);
  if (run === null) throw new Error('no run');
  expect(partialFor(markup, `experiment-${experiment}-run`)).toContain(`id="run-${run.id}"`);
  expect(partialFor(markup, `experiment-${experiment}-key`)).toMatch(/name="key" value="(?!k1)[\w-]+"/);
  expect(partialFor(markup, 'live')).toContain(`hx-sse:connect="/notebooks/${notebook}/events?runs=${run.id}"`);
  expect(partialFor(markup, 'live')).toContain('hx-sse:close="end"');
  const ended = await endedRun(app, run.id);
  expect(ended.completions.map(({ temperature, sample }) => [temperature, sample])).toEqual([
    [0, 0],
    [0.5, 0],
    [0, 1],
    [0.5, 1],
  ]);
  expect(ended.request).toMatchObject({
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hello' },
    ],
  });
  const page = await (await app.request(`/notebooks/${notebook}`)).text();
  // Equal answers are folded: those behind the one that is shown are named with it.
  const folded = [...page.matchAll(/data-members="([^"]*)"/g)].flatMap(([, ids = '']) => ids.split(' ').map(Number));
  const shown = [...page.matchAll(/id="completion-(\d+)"/g)].map(([, id]) => Number(id));
  expect([...shown, ...folded].toSorted()).toEqual(ended.completions.map(({ id }) => id).toSorted());
});

test('pressing Run twice with one key starts one run', async () => {
  const app = await testApp();
  const { experiment } = await newExperiment(app);
  const form = { ...PRACTICE, content: 'Hello', key: 'same' };
  const answers = await Promise.all([1, 2].map(() => app.send('POST', `/experiments/${experiment}/runs`, form)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(await app.store.runs.list({ before: null, limit: 10, notebook: null })).toHaveLength(1);
});

test('an unchanged prompt is the same version, a changed one the next', async () => {
  const app = await testApp();
  const { experiment } = await newExperiment(app);
  const numbers: number[] = [];
  for (const content of ['Hello', 'Hello', 'Bye', 'Hello']) {
    const { id } = await runNow(app, experiment, { ...PRACTICE, content });
    numbers.push((await app.store.runs.get(id))?.version.number ?? 0);
  }
  expect(numbers).toEqual([1, 1, 2, 1]);
});

test('an experiment is renamed, and one that is gone is not found', async () => {
  const app = await testApp();
  const { experiment } = await newExperiment(app);
  expect((await app.send('PUT', `/experiments/${experiment}/title`, { title: ' Mine ' })).status).toBe(204);
  expect((await app.store.cells.experiment(experiment))?.title).toBe('Mine');
  const gone = await app.send('POST', '/experiments/999/runs', { content: 'x' });
  expect(gone.status).toBe(404);
  expect(gone.headers.get('HX-Reswap')).toBe('none');
  expect(await gone.text()).toContain('hx-target="#toasts"');
});
