import { expect, onTestFinished, test } from 'vitest';
import { type CompletionJson, endedRun, type RunJson } from '../../support/pages.ts';
import { startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answer } from '../../support/scripts.ts';
import { type TestApp, testApp } from '../../support/test-app.ts';

interface CheckedJson extends CompletionJson {
  readonly case: number | null;
  readonly case_name: string | null;
  readonly passed: boolean | null;
  readonly checks: readonly unknown[];
  readonly variant: string | null;
}

const PROMPT = { messages: [{ role: 'user', content: 'Which mood? {{text}}' }], model: 'gpt-4o-mini' };
const CASES = [
  { variables: { text: 'I loved it.' }, expected: 'positive', name: 'love' },
  { variables: { text: 'A waste of time.' }, expected: 'negative' },
  { variables: { text: 'It rained.' } },
];
const LABEL = { type: 'label', labels: ['positive', 'negative'] };

/** An app that asks one request after the other, so that scripted answers meet the requests they are meant for. */
async function asking(...texts: readonly string[]) {
  const server = await startScriptedEndpoint();
  onTestFinished(() => server.close());
  const app = await testApp({ endpoint: server, config: { concurrency: 1 } });
  server.enqueue(...texts.map((text) => answer(text)));
  return { app, server };
}

async function started(app: TestApp, body: unknown): Promise<number> {
  const response = await app.post('/api/v1/runs', body);
  const run = (await response.json()) as RunJson;
  expect([response.status, run]).toEqual([202, expect.anything()]);
  return run.id;
}

const completionsOf = (run: RunJson) => run.completions as readonly CheckedJson[];

test('each case is asked with its own values, and its place, name and checks stand with its answer', async () => {
  const { app, server } = await asking('Positive.', 'mixed', 'positive');
  const id = await started(app, { ...PROMPT, cases: CASES, checks: [LABEL] });
  const run = await endedRun(app, id);
  expect(server.requests.map(({ body }) => (body as { messages: unknown }).messages)).toEqual(
    ['I loved it.', 'A waste of time.', 'It rained.'].map((text) => [{ role: 'user', content: `Which mood? ${text}` }]),
  );
  expect(completionsOf(run).map((one) => [one.case, one.case_name, one.passed])).toEqual([
    [0, 'love', true],
    [1, null, false],
    [2, null, null],
  ]);
  expect(completionsOf(run)[1]?.checks).toEqual([{ type: 'label', passed: false, detail: 'none of the labels' }]);
  expect(run.summary[0]).toMatchObject({
    pass_rate: { value: 0.5, low: expect.closeTo(0.094531, 6), high: expect.closeTo(0.905469, 6), cases: 2 },
    off_list: expect.closeTo(1 / 3, 12),
    cost_per_correct: { usd: expect.any(Number), low: expect.any(Number), high: expect.any(Number) },
  });
  expect(run.request).toMatchObject({ cases: CASES, checks: [{ ...LABEL, extract: 'whole', raw: false }] });
});

test('the request of a run with cases can be posted again as it is', async () => {
  const { app } = await asking('a', 'b', 'c', 'a', 'b', 'c');
  const run = await endedRun(app, await started(app, { ...PROMPT, cases: CASES, checks: [LABEL] }));
  const again = await endedRun(app, await started(app, run.request));
  expect(again.request).toEqual(run.request);
  expect((await app.store.runs.get(again.id))?.caseSet).toBe((await app.store.runs.get(run.id))?.caseSet);
});

test('a case may be the user message itself, whose braces are sent as they stand', async () => {
  const { app, server } = await asking('x');
  const messages = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'replaced' },
  ];
  await endedRun(app, await started(app, { messages, model: 'gpt-4o-mini', cases: [{ message: 'What is {{x}}?' }] }));
  expect(server.requests[0]?.body).toMatchObject({
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'What is {{x}}?' },
    ],
  });
});

test('cases multiply with columns and samples, also those that are added later', async () => {
  const { app } = await asking(...Array.from({ length: 18 }, () => 'positive'));
  const id = await started(app, { ...PROMPT, temperature: [0, 1], samples: 2, cases: CASES, checks: [LABEL] });
  const run = await endedRun(app, id);
  expect(run.planned).toBe(12);
  expect((await app.post(`/api/v1/runs/${id}/samples`, { more: 1 })).status).toBe(202);
  const grown = await endedRun(app, id);
  expect(grown.planned).toBe(18);
  for (const place of [0, 1, 2]) {
    expect(completionsOf(grown).filter((one) => one.case === place)).toHaveLength(6);
  }
  expect(completionsOf(grown).every((one) => one.case !== 0 || one.passed === true)).toBe(true);
});

test('too many requests, bad cases and bad checks are refused by their path, and nothing is sent', async () => {
  const { app, server } = await asking();
  const refused = async (body: object) => {
    const response = await app.post('/api/v1/runs', { ...PROMPT, ...body });
    const { errors } = (await response.json()) as { errors: { path: string }[] };
    return [response.status, errors.map(({ path }) => path)];
  };
  expect(await refused({ cases: [{ variables: { text: 'x' } }, { variables: { txt: 'x' } }] })).toEqual([
    422,
    ['cases.1.variables'],
  ]);
  expect(await refused({ cases: [{ variables: {} }] })).toEqual([422, ['cases.0.variables.text']]);
  expect(await refused({ cases: [{ variables: { text: 'x' }, message: 'y' }] })).toEqual([422, ['cases.0']]);
  expect(await refused({ cases: [] })).toEqual([422, ['cases']]);
  expect(await refused({ cases: CASES, samples: 1_000, seed: Array.from({ length: 7 }, (_, seed) => seed) })).toEqual([
    422,
    ['samples'],
  ]);
  expect(await refused({ cases: CASES, checks: [{ type: 'regex', pattern: '(' }] })).toEqual([422, ['checks.0']]);
  expect(await refused({ cases: CASES, checks: [{ type: 'judge' }] })).toEqual([422, ['checks.0.rubric']]);
  expect(await refused({ cases: CASES, checks: [{ type: 'label' }] })).toEqual([422, ['checks.0.labels']]);
  expect(server.requests).toEqual([]);
});

test('a case that is also an example is left out of every score, and the pair is named', async () => {
  const { app } = await asking('positive', 'positive', 'negative', 'negative');
  const prompt = {
    examples: [{ input: 'i loved it', output: 'positive' }],
    messages: [{ role: 'user', content: '{{text}}' }],
  };
  const body = { prompt, model: 'gpt-4o-mini', temperature: [0, 1], cases: CASES.slice(0, 2), checks: [LABEL] };
  const run = (await endedRun(app, await started(app, body))) as RunJson & { leaks: unknown; warnings: string[] };
  expect(run.summary.map((column) => column['pass_rate'])).toEqual([
    expect.objectContaining({ value: 1, cases: 1 }),
    expect.objectContaining({ value: 1, cases: 1 }),
  ]);
  expect(run.leaks).toEqual([{ case: 0, example: 0 }]);
  expect(run.warnings[0]).toContain('case 1 is example 1');
});

test('checks are re-applied to an ended run without asking the model again', async () => {
  const { app, server } = await asking('Positive.', 'negative', 'x');
  const id = await started(app, { ...PROMPT, cases: CASES, checks: [] });
  const before = await endedRun(app, id);
  expect(before.request['checks']).toEqual([]);
  expect(before.summary[0]).toMatchObject({ pass_rate: null, off_list: null, cost_per_correct: null });
  const response = await app.post(`/api/v1/runs/${id}/checks`, { checks: [{ type: 'exact' }] });
  const after = (await response.json()) as RunJson;
  expect([response.status, completionsOf(after).map(({ passed }) => passed)]).toEqual([200, [true, true, null]]);
  expect(after.summary[0]).toMatchObject({ pass_rate: { value: 1, cases: 2 }, off_list: null });
  expect(await endedRun(app, id)).toEqual(after);
  const raw = await app.post(`/api/v1/runs/${id}/checks`, { checks: [{ type: 'exact', raw: true }] });
  expect(completionsOf((await raw.json()) as RunJson).map(({ passed }) => passed)).toEqual([false, true, null]);
  expect((await app.post(`/api/v1/runs/${id}/checks`, { checks: [{ type: 'regex', pattern: '[' }] })).status).toBe(422);
  expect(server.requests).toHaveLength(3);
});

test('where no check was chosen an answer has to be the expected one, and without any expected answer nothing judges', async () => {
  const { app } = await asking('POSITIVE.', 'x', 'y', 'z');
  const run = await endedRun(app, await started(app, { ...PROMPT, cases: CASES }));
  expect(completionsOf(run).map(({ passed }) => passed)).toEqual([true, false, null]);
  expect(run.request).toMatchObject({ checks: [{ type: 'exact', extract: 'whole', raw: false }] });
  const open = await endedRun(app, await started(app, { ...PROMPT, cases: [CASES[2]] }));
  expect(completionsOf(open).map(({ passed, checks }) => [passed, checks])).toEqual([[null, []]]);
  expect(open.summary[0]).toMatchObject({ pass_rate: null });
});

test('two columns on the same cases, of one run or of two, are compared by flips', async () => {
  const { app } = await asking('positive', 'negative', 'x', 'negative', 'negative', 'x');
  const two = { ...PROMPT, cases: CASES, checks: [LABEL] };
  const first = await started(app, two);
  await endedRun(app, first);
  const second = await started(app, two);
  await endedRun(app, second);
  const flips = async (a: string, b: string) =>
    ((await (await app.request(`/api/v1/comparisons?a=${a}&b=${b}`)).json()) as { flips: unknown }).flips;
  expect(await flips(`${first}:0`, `${second}:0`)).toEqual({ fixed: 0, broken: 1, same: 1, p: 1 });
  expect(await flips(`${second}:0`, `${first}:0`)).toEqual({ fixed: 1, broken: 0, same: 1, p: 1 });
  const { app: other } = await asking('a', 'b');
  const plain = await started(other, {
    messages: [{ role: 'user', content: 'x' }],
    model: 'gpt-4o-mini',
    temperature: [0, 1],
  });
  await endedRun(other, plain);
  expect(await (await other.request(`/api/v1/comparisons?a=${plain}:0&b=${plain}:1`)).json()).toMatchObject({
    flips: null,
  });
});
