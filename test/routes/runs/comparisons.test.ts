import { expect, onTestFinished, test } from 'vitest';
import { words } from '../../support/pages.ts';
import { type Answering, startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answer } from '../../support/scripts.ts';
import { type TestApp, testApp } from '../../support/test-app.ts';

/** The answers of 8 samples at temperature 0 and at 1, whose comparison is known to the digit: p = 1530/12870. */
const L8 = ['Paris', 'Paris', 'Paris', 'paris.', 'Paris', 'Paris', 'Paris', 'Lyon'];
const H8 = ['Paris', 'Lyon', 'Marseille', 'Paris', 'Nice', 'Paris', '', 'Lyon'];

async function appWith(answering: Answering): Promise<TestApp> {
  const endpoint = await startScriptedEndpoint();
  onTestFinished(() => endpoint.close());
  endpoint.answerBy(answering);
  return testApp({ endpoint });
}

/** Each temperature gives its answers in turn. */
function inTurn(byTemperature: ReadonlyMap<number, readonly string[]>): Answering {
  const given = new Map<number, number>();
  return ({ body }) => {
    const { temperature } = body as { readonly temperature: number };
    const turn = given.get(temperature) ?? 0;
    given.set(temperature, turn + 1);
    const answers = byTemperature.get(temperature) ?? [];
    return answer(answers[turn % answers.length] ?? '');
  };
}

async function run(app: TestApp, body: Readonly<Record<string, unknown>>): Promise<number> {
  const started = await app.post('/api/v1/runs', {
    messages: [{ role: 'user', content: 'Name a city.' }],
    model: 'gpt-4o-mini',
    max_completion_tokens: 20,
    ...body,
  });
  const { id } = (await started.json()) as { readonly id: number };
  await app.request(`/api/v1/runs/${id}?wait=30`);
  return id;
}

const known = new Map([
  [0, L8],
  [1, H8],
]);

test('two columns are compared by the two-sample test of answers and by the difference of agreements, with the verdict in words', async () => {
  const app = await appWith(inTurn(known));
  const id = await run(app, { temperature: [0, 1], samples: 8 });
  const comparison = await (await app.request(`/api/v1/comparisons?a=${id}:0&b=${id}:1`)).json();
  expect(comparison).toMatchObject({
    a: { run: id, column: 0, temperature: 0, n: 8, failed: 0, agreement: { value: 0.75 }, distinct: 2 },
    b: { run: id, column: 1, temperature: 1, n: 8, agreement: { value: expect.closeTo(0.142857, 6) }, distinct: 5 },
    answer_test: {
      statistic: expect.closeTo(0.174107, 6),
      p: expect.closeTo(1530 / 12870, 12),
      p_adjusted: expect.closeTo(1530 / 12870, 12),
      kernel: 'equal',
      method: 'exact',
      verdict: 'cannot tell from 8 samples a side',
    },
    agreement_difference: {
      value: expect.closeTo(0.607143, 6),
      low: expect.closeTo(-0.047423, 6),
      high: expect.closeTo(0.847287, 6),
    },
    agreement: { p: null, p_adjusted: null, method: null, verdict: null, hint: null },
    settings: [{ setting: 'temperature', a: '0', b: '1' }],
    prompt: { equal: true },
    fold: 'norm',
  });
  expect(comparison.a.totals).toMatchObject({ completions: 8, input_tokens: 80 });
  expect(comparison.answers).toContainEqual({ text: 'Paris', a: 7, b: 3 });
});

test('letter for letter, “paris.” is another answer', async () => {
  const app = await appWith(inTurn(known));
  const id = await run(app, { temperature: [0, 1], samples: 8 });
  const raw = await (await app.request(`/api/v1/comparisons?a=${id}:0&b=${id}:1&fold=raw`)).json();
  expect(raw.a.agreement.value).toBeCloseTo(0.535714, 6);
});

test('several pairs are adjusted by Holm, and a run can meet another run value by value', async () => {
  const app = await appWith(inTurn(new Map([...known, [2, ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']]])));
  const first = await run(app, { temperature: [0, 1, 2], samples: 8 });
  const all = await (await app.request(`/api/v1/comparisons?a=${first}&b=${first}`)).json();
  expect(all).toMatchObject({ answer_test: null, agreement_difference: null, agreement: null });
  const pairs: { a: { column: number }; b: { column: number }; answer_test: { p: number; p_adjusted: number } }[] =
    all.pairs;
  expect(pairs.map(({ a, b }) => [a.column, b.column])).toEqual([
    [0, 1],
    [0, 2],
    [1, 2],
  ]);
  const smallest = pairs.reduce((least, pair) => (pair.answer_test.p < least.answer_test.p ? pair : least));
  expect(smallest.answer_test.p_adjusted).toBeCloseTo(3 * smallest.answer_test.p, 12);

  const second = await run(app, {
    temperature: [1, 0.5],
    samples: 2,
    messages: [{ role: 'user', content: 'Name a town.' }],
  });
  const runs = await (await app.request(`/api/v1/comparisons?a=${first}&b=${second}`)).json();
  expect(runs.pairs).toHaveLength(1);
  expect(runs).toMatchObject({
    a: { run: first, temperature: 1 },
    b: { run: second, temperature: 1 },
    prompt: { equal: false },
  });
  expect(runs.prompt.messages[0]).toMatchObject({ role: 'user', kind: 'changed' });
});

test('one sample on a side has no test and says so', async () => {
  const app = await appWith(inTurn(known));
  const id = await run(app, { temperature: [0, 1], samples: 1 });
  const comparison = await (await app.request(`/api/v1/comparisons?a=${id}:0&b=${id}:1`)).json();
  expect(comparison).toMatchObject({
    answer_test: { statistic: null, p: null, verdict: 'cannot tell: both sides need at least 2 samples' },
    agreement_difference: { value: null, low: null, high: null },
  });
});

test('a comparison that cannot be made says what to mend', async () => {
  const app = await appWith(inTurn(known));
  const id = await run(app, { temperature: [0, 1], samples: 1 });
  const detail = async (query: string) => {
    const response = await app.request(`/api/v1/comparisons?${query}`);
    return [response.status, ((await response.json()) as { detail: string }).detail];
  };
  expect(await detail(`a=${id}:0`)).toEqual([422, 'b is missing: name a run and a column, as in b=17:0.']);
  expect(await detail(`a=${id}:0&b=x`)).toEqual([
    422,
    'b must be a run (17), or a run and a column counted from 0 (17:2).',
  ]);
  expect(await detail(`a=${id}:0&b=${id}:7`)).toEqual([422, `${id}:7: run ${id} has 2 columns, counted from 0.`]);
  expect((await detail(`a=${id}:0&b=${id}:0`))[0]).toBe(422);
  expect((await detail(`a=${id}:0&b=999:0`))[0]).toBe(404);
  expect((await detail(`a=${id}:0&b=${id}:1&fold=loose`))[0]).toBe(422);
});

test('the page shows the verdict, the settings that differ, the answers of both sides and their cost', async () => {
  const app = await appWith(inTurn(known));
  const id = await run(app, { temperature: [0, 1], samples: 8 });
  const markup = await (await app.request(`/comparisons?a=${id}:0&b=${id}:1`)).text();
  expect(markup).toContain('Cannot tell from 8 samples a side.');
  expect(markup).not.toContain('hint, not proof');
  expect(markup).toContain('p = 0.1189');
  expect(markup).toContain('five equally likely answers 74');
  expect(markup).toMatch(/To have 10 samples a column would take 4 more requests, about \$/);
  expect(markup).toContain('0.75 (0.3 to 0.95)');
  expect(markup).toContain('href="/methods#agreement"');
  expect(markup).toMatch(/<del>Paris<\/del><ins>Marseille<\/ins>/);
  expect(markup).toContain('19 settings are the same');
  expect(markup).toContain('$0.0000');
  const several = await (await app.request(`/comparisons?a=${id}:0&b=${id}`)).text();
  expect(several).toContain('Cannot tell from 8 samples a side.');
});

test('without a run the page says how there will be something to compare, and offers no empty choice', async () => {
  const app = await appWith(inTurn(known));
  const markup = await (await app.request('/comparisons')).text();
  expect(words(markup)).toContain('There is no run to compare yet. Run a prompt at two temperatures');
  expect(markup).not.toContain('<select');
});

test('without two sides the page offers the runs there are, with their columns', async () => {
  const app = await appWith(inTurn(known));
  const id = await run(app, { temperature: [0, 1], samples: 1 });
  const markup = await (await app.request('/comparisons')).text();
  expect(markup).toContain(`<option value="${id}:1">`);
  expect(markup).toContain('Choose two columns');
});

test('rows are never pooled: samples are compared within each, and the page says so', async () => {
  const byTopP: Answering = ({ body }) => answer((body as { readonly top_p: number }).top_p === 1 ? 'yes' : 'no');
  const app = await appWith(byTopP);
  const id = await run(app, { temperature: [0, 1], top_p: [0.5, 1], samples: 3 });
  const comparison = await (await app.request(`/api/v1/comparisons?a=${id}:0&b=${id}:1`)).json();
  expect(comparison).toMatchObject({ a: { agreement: { value: 1 } }, answer_test: { statistic: 0, p: 1 } });
  const summary = (await (await app.request(`/api/v1/runs/${id}`)).json()).summary;
  expect(summary[0]).toMatchObject({ n: 6, agreement: { value: 1 } });
  const markup = await (await app.request(`/comparisons?a=${id}:0&b=${id}:1`)).text();
  expect(markup).toContain('6, in 2 rows or cases');
});

test('a run says that its answers depend on temperature where no single pair can', async () => {
  const others = [0.3, 0.6, 0.9, 1.2].map(
    (value) => [value, ['a', 'b', 'c', 'd', 'e'].map((end) => `${value}${end}`)] as const,
  );
  const app = await appWith(inTurn(new Map<number, readonly string[]>([[0, ['Paris']], ...others])));
  const id = await run(app, { temperature: [0, 0.3, 0.6, 0.9, 1.2], samples: 5 });
  const ended = await (await app.request(`/api/v1/runs/${id}`)).json();
  expect(ended.sweep_test).toEqual({
    statistic: expect.closeTo(0.2, 12),
    p: expect.closeTo(5 / 53130, 12),
    kernel: 'equal',
    method: 'exact',
  });
  const markup = await (await app.request(`/runs/${id}/measures`)).text();
  expect(markup).toContain('The answers depend on temperature.');
  expect(markup).toContain('W = 0.2, p = 0.0000941 ');
  expect(markup).toContain('5 samples a column can show no single pair among 10: 6 would.');
  expect(markup).toContain('To have 10 samples a column would take 25 more requests, about $');
  expect(markup).not.toContain('hint, not proof');
});

test('two variants with the same agreement and other words give different answers, and neither varies more', async () => {
  const byVariant: Answering = ({ body }) => answer(JSON.stringify(body).includes('Brief') ? 'Lyon' : 'Paris');
  const app = await appWith(byVariant);
  const id = await run(app, {
    messages: undefined,
    prompt: { system: 'Answer.', messages: [{ role: 'user', content: 'A city?' }] },
    variants: [
      { name: 'plain', changes: {} },
      { name: 'brief', changes: { system: 'Brief.' } },
    ],
    columns: 'variant',
    temperature: 1,
    samples: 6,
  });
  const comparison = await (await app.request(`/api/v1/comparisons?a=${id}:0&b=${id}:1`)).json();
  expect(comparison.answer_test).toMatchObject({ statistic: 2, p: 2 / 924, verdict: 'the answers differ' });
  expect(comparison.agreement_difference.value).toBe(0);
  const markup = await (await app.request(`/comparisons?a=${id}:0&b=${id}:1`)).text();
  expect(markup).toContain('The answers differ.');
  expect(markup).toContain('Cannot tell from 6 samples a side.');
  expect(comparison.prompt).toMatchObject({
    equal: false,
    messages: [
      { role: 'system', kind: 'changed' },
      { role: 'user', kind: 'same' },
    ],
  });
  expect(markup).not.toContain('the same on both sides');
  const all = await (await app.request(`/comparisons?a=${id}&b=${id}:0`)).text();
  expect(all).not.toContain('the same on both sides');
});

test('columns asked once about each case are told apart by their flips, and no number of samples is blamed', async () => {
  const byShots: Answering = ({ body }) => answer(JSON.stringify(body).includes('Sure') ? 'good' : 'bad');
  const app = await appWith(byShots);
  const asked = {
    messages: undefined,
    prompt: { examples: [{ input: 'Sure?', output: 'good' }], messages: [{ role: 'user', content: 'Is {{it}}?' }] },
    variants: [
      { name: '0-shot', changes: { shots: 0 } },
      { name: '1-shot', changes: {} },
    ],
    columns: 'variant',
    checks: [{ type: 'exact' }],
  };
  const cases = Array.from({ length: 8 }, (_, place) => ({ variables: { it: `it ${place}` }, expected: 'good' }));
  // Asked before, the last case comes first among the messages that are kept.
  await run(app, { ...asked, variant: '0-shot', cases: cases.slice(-1) });
  const id = await run(app, { ...asked, cases });
  const comparison = await (await app.request(`/api/v1/comparisons?a=${id}:0&b=${id}:1`)).json();
  expect(comparison.prompt.messages.map(({ role, kind }: Record<string, string>) => [role, kind])).toEqual([
    ['user', 'added'],
    ['assistant', 'added'],
    ['user', 'same'],
  ]);
  const markup = words(await (await app.request(`/comparisons?a=${id}:0&b=${id}:1`)).text());
  expect(markup).toContain('Do more cases pass? fixed 8, broke 0, same 0: more than chance would explain (p = 0.0078');
  expect(markup).toContain('Does one vary more? Cannot tell: no row or case has 2 samples on both sides.');
  const page = await (await app.request(`/runs/${id}`)).text();
  expect(words(page)).not.toContain('Is it 7?');
  // Equal answers to different cases are no agreement.
  expect(page).toContain('<span class="same">8 answers</span>');
  expect(page).not.toContain('<span class="same">all 8 same</span>');
  expect(page).not.toContain('<strong>all 8 same</strong>');
  expect(page).not.toContain('0.51');
});

test('one column has no test of a sweep', async () => {
  const app = await appWith(inTurn(known));
  const id = await run(app, { temperature: 0, samples: 3 });
  expect((await (await app.request(`/api/v1/runs/${id}`)).json()).sweep_test).toBeNull();
});

test('the Temperature starter shows agreement fall from 1 at temperature 0 to near 0 at 2, and what that proves', async () => {
  const app = await testApp();
  await app.deps.starters.makeMissing();
  const [notebook] = await app.store.notebooks.list('Temperature');
  const cells = await app.store.cells.list(notebook?.id ?? 0);
  const twenty = cells.find((cell) => cell.kind === 'experiment' && cell.draft.settings.samples === '20');
  const started = await app.send('POST', `/experiments/${twenty?.id}/runs`);
  const id = Number(/id="run-(\d+)"/.exec(await started.text())?.[1]);
  const ended = await (await app.request(`/api/v1/runs/${id}?wait=30`)).json();
  const agreement = ended.summary.map((column: { agreement: { value: number } }) => column.agreement.value);
  expect(agreement[0]).toBe(1);
  expect(agreement.at(-1)).toBeLessThan(0.15);
  const extremes = await (await app.request(`/api/v1/comparisons?a=${id}:0&b=${id}:${agreement.length - 1}`)).json();
  expect(extremes.answer_test).toMatchObject({ verdict: 'the answers differ' });
  const near = await (await app.request(`/comparisons?a=${id}:0&b=${id}:2`)).text();
  expect(near).toMatch(/Difference in agreement [\d.]+ \(/);
});
