import { expect, onTestFinished, test } from 'vitest';
import { runJson, start, wordsOf } from '../../support/asking-the-app.ts';
import { startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answer, answerOf, chunk, refusal, type Script } from '../../support/scripts.ts';
import { type TestApp, testApp } from '../../support/test-app.ts';

/** An ended run whose requests were answered with these, in the order of the plan. */
async function runAnswered(scripts: readonly Script[], body: Readonly<Record<string, unknown>> = {}) {
  const endpoint = await startScriptedEndpoint();
  onTestFinished(() => endpoint.close());
  const app = await testApp({ endpoint, config: { concurrency: 1 } });
  endpoint.enqueue(...scripts);
  const run = await start(app, { samples: scripts.length, ...body });
  await runJson(app, run, 15);
  return { app, run };
}

async function textOf(app: TestApp, path: string): Promise<string> {
  const answered = await app.request(path);
  expect([path, answered.status]).toEqual([path, 200]);
  return answered.text();
}

const L8 = ['Paris', 'Paris', 'Paris', 'paris.', 'Paris', 'Paris', 'Paris', 'Lyon'].map((text) => answer(text));

test('equal answers are one answer with a count, the most frequent first, and unfold to the samples behind it', async () => {
  const { app, run } = await runAnswered([...L8].reverse());
  const page = await textOf(app, `/runs/${run}`);
  expect(page.match(/class="answer"/g)).toHaveLength(2);
  expect(await wordsOf(app, `/runs/${run}`)).toMatch(/7 of 8 same .*Paris.*×7 , 7 of 8 same: show the 6 others.*Lyon/);
  const [, unfold = ''] = /hx-get="([^"]*\/folds\/[^"]*\/samples)"/.exec(page) ?? [];
  const behind = await textOf(app, unfold);
  expect(behind.match(/class="answer"/g)).toHaveLength(6);
  expect(behind).toContain('paris.');
  expect(behind.match(/10 → \d+ tokens/g)).toHaveLength(6);
});

test('whether case and final punctuation count is switched above the answers, and stays switched', async () => {
  const { app, run } = await runAnswered(L8);
  expect(await wordsOf(app, `/runs/${run}`)).toContain('0.75 0.30–0.95');
  const switched = await app.send('PUT', `/runs/${run}/view`, { fold: 'raw' });
  expect(await switched.text()).toContain('6 of 8 same');
  const words = await wordsOf(app, `/runs/${run}`);
  expect(words).toContain('6 of 8 same');
  expect(words).toContain('0.54');
  await app.send('PUT', `/runs/${run}/view`, { view: 'markdown' });
  expect(await wordsOf(app, `/runs/${run}`)).toContain('6 of 8 same');
  // The API always folds loosely, so that figures of different days can be compared.
  expect((await runJson(app, run)) as unknown).toMatchObject({ summary: [{ agreement: { value: 0.75 } }] });
});

test('requests that failed are shown apart and are no samples', async () => {
  const broken = refusal(400, { message: 'No such thing.' });
  const { app, run } = await runAnswered([answer('Paris'), broken, answer('Paris'), broken]);
  const words = await wordsOf(app, `/runs/${run}`);
  expect(words).toContain('all 2 same');
  expect(words).toContain('2 ended alike');
  expect(words.match(/No such thing\./g)).toHaveLength(1);
  expect(words).toContain('n = 2 · 2 failed, not counted');
});

test('a column of one answer shows dashes where nothing is defined, never 0', async () => {
  const { app, run } = await runAnswered([answer('Paris', { usage: null })]);
  const words = await wordsOf(app, `/runs/${run}`);
  expect(words).toMatch(/Agreement .*?From 1 sample\. How it is worked out – /);
  expect(words).not.toContain('Similarity How');
  expect(words).toContain('n = 1');
});

test('charts stand below a run over temperatures, each with its table, and a run over something else has a table alone', async () => {
  const over = await runAnswered(
    Array.from({ length: 6 }, (_, index) => answer(index % 2 === 0 ? 'Paris' : 'Lyon is a large city')),
    { temperature: [0, 1], samples: 3 },
  );
  const charts = await textOf(over.app, `/runs/${over.run}/measures`);
  for (const title of [
    'Agreement by temperature',
    'Answers by temperature',
    'Output tokens by temperature',
    'Cost per answer by temperature',
  ]) {
    expect(charts).toContain(title);
  }
  expect(charts.match(/<svg class="chart-drawing fluid"/g)).toHaveLength(4);
  expect(charts.match(/class="chart-table"/g)).toHaveLength(4);
  expect(charts).toContain('All figures');

  // Temperature makes the rows: along it all the same, for each of the columns.
  const rows = await runAnswered(
    Array.from({ length: 8 }, () => answer('Paris')),
    { temperature: [0, 1], top_p: [0.5, 1], columns: 'top_p', rows: 'temperature', samples: 2 },
  );
  const byColumn = await textOf(rows.app, `/runs/${rows.run}/measures`);
  expect([...byColumn.matchAll(/<section class="charts" aria-label="([^"]*)"/g)].map(([, label]) => label)).toEqual([
    'Charts: top_p 0.5',
    'Charts: top_p 1',
  ]);
  expect(byColumn.match(/Agreement against temperature: 1 at 0, 1 at 1\./g)).toHaveLength(2);

  const other = await runAnswered([answer('Paris'), answer('Lyon')], { top_p: [0.5, 1], samples: 1 });
  const figures = await textOf(other.app, `/runs/${other.run}/measures`);
  expect(figures).not.toContain('chart-drawing');
  expect(figures).toMatch(/<th scope="row"[^>]*>0\.5<\/th><td class="num">1<\/td>/);
});

test('every measure that is shown leads to its definition', async () => {
  const { app, run } = await runAnswered([uncertain(), uncertain()], {
    logprobs: true,
    top_logprobs: 5,
    temperature: [0, 1],
    samples: 1,
  });
  const methods = await textOf(app, '/methods');
  const defined = new Set([...methods.matchAll(/<h[23] id="([^"]+)"/g)].map(([, id]) => id));
  const page = await textOf(app, `/runs/${run}`);
  const panel = page.slice(page.indexOf('class="measures'), page.indexOf('</dl>'));
  const shown = [...panel.matchAll(/<div class="measure">.*?<\/div>/g)].map(([measure]) => measure);
  expect(shown.map((measure) => />([^<]+)<\/span><span role="tooltip"/.exec(measure)?.[1])).toEqual([
    'Agreement',
    'Different',
    'Commonest',
    'Length',
    'Uncertainty',
    'Cost',
    'First token',
  ]);
  expect(shown.filter((measure) => !/role="tooltip".*href="\/methods#/.test(measure))).toEqual([]);
  const figures = page.slice(page.indexOf('All figures'));
  const heads = figures.slice(0, figures.indexOf('</table>')).match(/<th scope="col"[^>]*>.*?<\/th>/g) ?? [];
  expect(heads.slice(1).filter((head) => !head.includes('/methods#'))).toEqual([]);
  const { completions } = await runJson(app, run);
  const others = await Promise.all(
    [
      `/comparisons?a=${run}:0&b=${run}:1`,
      `/comparisons?a=${run}&b=${run}`,
      `/runs/${run}/differences`,
      `/runs/${run}/honoured`,
      `/runs/${run}/fork-trees`,
      `/completions/${completions[0]?.id}/tokens`,
    ].map((path) => textOf(app, path)),
  );
  const linked = [page, ...others].map((text) => [...text.matchAll(/\/methods#([^"]+)"/g)].map(([, id]) => id));
  expect(linked.filter((ids) => ids.length === 0)).toEqual([]);
  expect(linked.flat().filter((id) => !defined.has(id))).toEqual([]);
});

test('where the answers part is drawn as a tree for each column', async () => {
  const { app, run } = await runAnswered([answer('the cat sat'), answer('the cat ran'), answer('the dog')]);
  const trees = await textOf(app, `/runs/${run}/fork-trees`);
  for (const title of ['3 samples: the', '2 samples: cat', '1 sample: dog', '1 sample: sat', '1 sample: ran']) {
    expect(trees).toContain(`<title>${title}</title>`);
  }
  expect(trees).toContain('the cat ran');
});

test('a cell of many different answers shows eight and loads the others when asked', async () => {
  const { app, run } = await runAnswered(Array.from({ length: 20 }, (_, index) => answer(`Answer ${index}`)));
  const page = await textOf(app, `/runs/${run}`);
  expect(page.match(/class="answer"/g)).toHaveLength(8);
  expect(page).toContain('Show all 20');
  const [, more = ''] = /hx-get="([^"]*\/folds)"/.exec(page) ?? [];
  expect((await textOf(app, more)).match(/class="answer"/g)).toHaveLength(12);
});

test('what is not there is not found: a column, a row, an answer', async () => {
  const { app, run } = await runAnswered([answer('Paris')]);
  const cell = `/runs/${run}/columns/0/rows/0`;
  const paths = [
    `/runs/${run}/columns/1/rows/0/folds`,
    `/runs/${run}/columns/0/rows/x/folds`,
    `${cell}/folds/00/samples`,
    '/runs/99/measures',
    '/runs/99/fork-trees',
    '/completions/99/tokens',
  ];
  const answers = await Promise.all(paths.map((path) => app.request(path)));
  expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 404));
});

/** An answer of one uncertain token with its probabilities, and one without alternatives. */
function uncertain(): Script {
  const top = [0.7, 0.2, 0.05].map((p, index) => ({ token: ['red', 'blue', '<i>'][index], logprob: Math.log(p) }));
  const logprobs = { content: [{ token: 'red', logprob: Math.log(0.7), top_logprobs: top }] };
  const plain = answerOf([]);
  const [head, role, ...rest] = plain.steps;
  if (head === undefined || role === undefined) throw new Error('An answer has a head and a role.');
  return { steps: [head, role, { event: chunk({ content: 'red' }, { logprobs }) }, ...rest] };
}

test('tokens are shown with their probabilities, and another temperature is worked out from them without a request', async () => {
  const { app, run } = await runAnswered([uncertain()], { logprobs: true, top_logprobs: 5 });
  const { completions, summary } = (await runJson(app, run)) as unknown as {
    readonly completions: readonly { readonly id: number }[];
    readonly summary: readonly { readonly uncertainty: { readonly nll: number } }[];
  };
  expect(summary[0]?.uncertainty.nll).toBeCloseTo(-Math.log(0.7), 12);
  expect(await wordsOf(app, `/runs/${run}`)).toContain('Tokens');
  const id = completions[0]?.id;
  const reported = await wordsOf(app, `/completions/${id}/tokens`);
  expect(reported).toMatch(/red 70\.0%/);
  expect(reported).toContain('as reported by the server');
  // From the worked example: p = .7, .2, .05 over the listed tokens alone.
  expect(await wordsOf(app, `/completions/${id}/what-if?temperature=0.5`)).toMatch(
    /red 70\.0% → 92\.0%.*two agree: 85\.2%.*blue.*20\.0% → 7\.5%/,
  );
  expect(await wordsOf(app, `/completions/${id}/what-if?temperature=2`)).toMatch(/→ 55\.5%.*two agree: 41\.8%/);
  expect(await wordsOf(app, `/completions/${id}/what-if?temperature=0`)).toContain('→ 100%');
  expect((await app.request(`/completions/${id}/what-if?temperature=3`)).status).toBe(422);
  expect((await app.request(`/completions/${id}/what-if?temperature=`)).status).toBe(422);
});

test('an answer without probabilities says so', async () => {
  const { app, run } = await runAnswered([answer('Paris')], { logprobs: true });
  const { completions } = await runJson(app, run);
  expect(await wordsOf(app, `/completions/${completions[0]?.id}/tokens`)).toContain('sent no token probabilities');
});

test('token probabilities are asked for from the page by a setting that is sent along', async () => {
  const endpoint = await startScriptedEndpoint();
  onTestFinished(() => endpoint.close());
  const app = await testApp({ endpoint });
  const notebook = await app.store.notebooks.create('Tokens');
  await app.send('POST', `/notebooks/${notebook.id}/experiments`);
  const [cell] = await app.store.cells.list(notebook.id);
  const fields = { role: 'user', content: 'Hi', model: 'openai/gpt-4o-mini', temperature: '0', samples: '1' };
  await app.send('POST', `/experiments/${cell?.id}/runs`, { ...fields, logprobs: '5' });
  await expect.poll(() => endpoint.requests.length).toBe(1);
  expect(endpoint.requests[0]?.body).toMatchObject({ logprobs: true, top_logprobs: 5 });
  const wrong = await app.send('POST', `/experiments/${cell?.id}/runs`, { ...fields, logprobs: 'some' });
  expect(wrong.status).toBe(422);
});

test('a run is copied as a table: what each column came to, with ratings, as Markdown and as CSV', async () => {
  const { app, run } = await runAnswered([answer('a|b\nc'), answer('a|b\nc'), answer('=1')], { temperature: 0.5 });
  const { completions } = await runJson(app, run, 15);
  const id = Number(completions[0]?.['id']);
  await app.send('PUT', `/completions/${id}/marks`, { rating: 'good' });
  const markdown = await textOf(app, `/runs/${run}/table.md`);
  expect(markdown.split('\n')[0]).toMatch(
    /^\| Temperature \| Answers \| Most frequent answer \| Times \| Rated good \|/,
  );
  expect(markdown).toContain('| 0.5 | 3 | a\\|b<br>c | 2 | 1 | 0 |');
  const csv = await textOf(app, `/runs/${run}/table.csv`);
  expect(csv).toContain('0.5,3,"a|b\nc",2,1,0,');
  expect(await wordsOf(app, `/runs/${run}`)).toMatch(/2 of 3 same 1 good/);
  expect(await wordsOf(app, `/runs/${run}`)).toContain('Copy table as Markdown');
});
