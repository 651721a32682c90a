import { expect, onTestFinished, test } from 'vitest';
import { endedRun, type RunJson, words } from '../../support/pages.ts';
import { startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answer } from '../../support/scripts.ts';
import { type TestApp, testApp } from '../../support/test-app.ts';

const CASES = [
  { variables: { text: 'I loved it.' }, expected: 'positive', name: 'love', note: 'from March' },
  { variables: { text: 'Dull.' }, expected: 'negative' },
  { variables: { text: 'It rained.' }, expected: '-5' },
];

/** A run on cases with a check and a verdict by hand, in a notebook of its own. */
async function checkedRun(app: TestApp) {
  const { id: notebook } = (await (
    await app.post('/api/v1/notebooks', { format: 'tempera-notebook', version: 2, title: 'Moods', cells: [] })
  ).json()) as { readonly id: number };
  const started = await app.post('/api/v1/runs', {
    messages: [{ role: 'user', content: '{{text}}' }],
    model: 'gpt-4o-mini',
    temperature: [0, 1],
    cases: CASES,
    checks: [{ type: 'label', labels: ['positive', 'negative'] }],
    notebook,
  });
  const run = await endedRun(app, ((await started.json()) as RunJson).id);
  const marked = await app.app.request(`/api/v1/completions/${run.completions[0]?.id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ by_hand: false }),
  });
  expect(marked.status).toBe(200);
  return { notebook, run };
}

async function appAnswering() {
  const server = await startScriptedEndpoint({
    answering: ({ body }) => {
      const { messages } = body as { messages: readonly { content: string }[] };
      return answer(messages.at(-1)?.content === 'Dull.' ? 'negative' : 'positive');
    },
  });
  onTestFinished(() => server.close());
  return testApp({ endpoint: server });
}

test('cases, notes, checks and verdicts by hand go out with a notebook and come back with it', async () => {
  const app = await appAnswering();
  const { notebook, run } = await checkedRun(app);
  const fileOf = async (id: number) => (await app.request(`/api/v1/notebooks/${id}/file?results=true`)).text();
  const file = await fileOf(notebook);
  const made = await app.post('/api/v1/notebooks', JSON.parse(file));
  const { id: copy } = (await made.json()) as { readonly id: number };
  expect(await fileOf(copy)).toBe(file);
  const { runs } = (await (await app.request(`/api/v1/runs?notebook=${copy}`)).json()) as { runs: { id: number }[] };
  const imported = await endedRun(app, runs[0]?.id ?? 0);
  const said = ({ completions }: RunJson) =>
    completions.map((one) => [
      one.text,
      (one as unknown as { passed: unknown }).passed,
      (one as unknown as { case: unknown }).case,
    ]);
  expect(said(imported)).toEqual(said((await endedRun(app, run.id)) as RunJson));
  expect(imported.summary.map((column) => column['pass_rate'])).toEqual(
    (await endedRun(app, run.id)).summary.map((column) => column['pass_rate']),
  );
  const page = await (await app.request(`/runs/${imported.id}/matrix/0`)).text();
  expect(page).toContain('by hand: ✗ fail');
  expect(page).toContain('Note: from March');
});

test('a page of a run on cases, and a page to share, say which case each text is of', async () => {
  const app = await appAnswering();
  const { notebook, run } = await checkedRun(app);
  const shared = words(await (await app.request(`/notebooks/${notebook}/share`)).text());
  expect(shared).toContain('user I loved it. As the first of 3 cases asks it.');
  // Equal answers to other cases are no samples of one.
  expect(shared).toMatch(
    /temperature 0 love: I loved it. positive .* Case 2: Dull. negative .* Case 3: It rained. positive/,
  );
  const page = words(await (await app.request(`/runs/${run.id}`)).text());
  expect(page).toContain('As the first of 3 cases asks it: all cases');
});

test('a file that names cases it does not hold is refused whole', async () => {
  const app = await appAnswering();
  const { notebook } = await checkedRun(app);
  const file = await (await app.request(`/api/v1/notebooks/${notebook}/file?results=true`)).text();
  for (const [from, to] of [
    ['"cases": 0', '"cases": 7'],
    ['"case_place": 2', '"case_place": 3'],
  ] as const) {
    expect(file).toContain(from);
    expect([to, (await app.post('/api/v1/notebooks', JSON.parse(file.replace(from, to)))).status]).toEqual([to, 422]);
  }
});

test('the history tells the expected answer beside whether it passed, as lines and as a table', async () => {
  const app = await appAnswering();
  const { run } = await checkedRun(app);
  const lines = (await (await app.request(`/history/export.jsonl?run=${run.id}`)).text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { case: number; expected: string; passed: boolean });
  expect(
    lines
      .map((one) => [one.case, one.expected, one.passed])
      .toSorted()
      .slice(0, 3),
  ).toEqual([
    [0, 'positive', false],
    [0, 'positive', true],
    [1, 'negative', true],
  ]);
  const csv = await (await app.request(`/history/export.csv?run=${run.id}`)).text();
  expect(csv.split('\r\n').filter((line) => /,2,'-5,no,/.test(line))).toHaveLength(2);
});

test('the cases of an experiment are exported as files that can be imported again', async () => {
  const app = await appAnswering();
  const { run } = await checkedRun(app);
  const experiment = (await app.store.runs.get(run.id))?.experimentId ?? 0;
  await app.deps.drafts.change(experiment, null, {
    typed: (draft) => draft,
    edit: (prompt) => ({ ...prompt, messages: [{ role: 'user', content: '{{text}}' }] }),
  });
  const path = `/experiments/${experiment}/cases`;
  const text = CASES.map((one) => JSON.stringify(one)).join('\n');
  expect((await app.send('POST', `${path}/imports`, { text })).status).toBe(204);
  const kept = async () => app.store.cases.ofSet((await app.store.cases.ofExperiment(experiment))?.set ?? 0);
  const first = await kept();
  expect(first[0]).toEqual({
    input: { variables: { text: 'I loved it.' } },
    expected: 'positive',
    name: 'love',
    note: 'from March',
  });
  for (const file of ['cases.csv', 'cases.jsonl']) {
    const exported = await (await app.request(`/experiments/${experiment}/${file}`)).text();
    await app.send('POST', `${path}/imports`, { text: 'text\nanother\n' });
    await app.send('POST', `${path}/imports`, { text: exported });
    expect([file, await kept()]).toEqual([file, first]);
  }
});
