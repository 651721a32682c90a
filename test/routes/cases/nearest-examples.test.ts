import { expect, onTestFinished, test } from 'vitest';
import { endedRun, type RunJson } from '../../support/pages.ts';
import { type RecordedRequest, startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answer } from '../../support/scripts.ts';
import { testApp } from '../../support/test-app.ts';

const EXAMPLES = [
  { input: 'Cats purr softly.', output: 'cat' },
  { input: 'Dogs bark loudly.', output: 'dog' },
  { input: 'Fish swim.', output: 'fish' },
  { input: 'Birds sing loudly.', output: 'bird' },
  { input: 'Dogs sleep.', output: 'off', enabled: false },
];
const PROMPT = { examples: EXAMPLES, messages: [{ role: 'user', content: 'What is it? {{text}}' }] };
const CASES = [
  { variables: { text: 'What barks loudly? Dogs!' }, expected: 'dog' },
  { variables: { text: 'It can swim, as fish do, softly.' }, expected: 'fish' },
];

const answersShown = ({ body }: RecordedRequest) =>
  (body as { messages: readonly { role: string; content: string }[] }).messages
    .filter(({ role }) => role === 'assistant')
    .map(({ content }) => content);

async function asking() {
  const server = await startScriptedEndpoint({ answering: () => answer('dog') });
  onTestFinished(() => server.close());
  const app = await testApp({ endpoint: server, config: { concurrency: 1 } });
  const run = async (body: object) => {
    const started = await app.post('/api/v1/runs', { model: 'gpt-4o-mini', prompt: PROMPT, cases: CASES, ...body });
    const json = (await started.json()) as RunJson;
    expect([started.status, json]).toEqual([202, expect.anything()]);
    return endedRun(app, json.id);
  };
  return { app, server, run };
}

test('each case is asked with the examples that share most words with it, in their order, and never with one that is off', async () => {
  const { server, run } = await asking();
  const variants = [2, 1, 0, 9].map((nearest) => ({ name: `${nearest}`, changes: { nearest } }));
  const ended = await run({ variants, columns: 'variant' });
  expect(server.requests.map(answersShown)).toEqual([
    ['dog', 'bird'],
    ['dog'],
    [],
    ['cat', 'dog', 'fish', 'bird'],
    ['cat', 'fish'],
    ['fish'],
    [],
    ['cat', 'dog', 'fish', 'bird'],
  ]);
  expect(ended.request['variants']).toEqual(variants);
});

test('the study of selection has it as a column that cannot become the draft, and is no rate of the version itself', async () => {
  const { app, run } = await asking();
  const { id } = await run({ study: 'selection', checks: [{ type: 'exact' }] });
  const { study } = (await (await app.request(`/api/v1/runs/${id}`)).json()) as {
    study: { rows: { variant: string; shots: number }[] };
  };
  expect(study.rows.map(({ variant, shots }) => [variant, shots])).toEqual([
    ['fixed: the first 2', 2],
    ['random 2, seed 1', 2],
    ['nearest 2 to each case', 2],
  ]);
  const matrix = await (await app.request(`/runs/${id}/matrix`)).text();
  expect(matrix.match(/Apply “/g)).toHaveLength(2);
  const applied = await app.send('POST', `/runs/${id}/matrix/application`, { variant: 'nearest 2 to each case' });
  expect(applied.status).toBe(422);
  const experiment = (await app.store.runs.get(id))?.experimentId ?? 0;
  expect(await app.store.versions.passes(experiment)).toEqual([]);
});
