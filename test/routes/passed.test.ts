import { expect, onTestFinished, test } from 'vitest';
import { endedRun } from '../support/pages.ts';
import { startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { answer } from '../support/scripts.ts';
import { testApp } from '../support/test-app.ts';

/** Two runs: one of three cases of which two pass, one that nobody checked. */
async function withRuns() {
  const server = await startScriptedEndpoint({
    answering: ({ body }) => {
      const text = (body as { messages: readonly { content: string }[] }).messages.at(-1)?.content ?? '';
      return answer(text === 'c' ? 'wrong' : text);
    },
  });
  onTestFinished(() => server.close());
  const app = await testApp({ endpoint: server });
  const prompt = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: '{{text}}' }] };
  const cases = ['a', 'b', 'c'].map((text) => ({ variables: { text }, expected: text }));
  const started = async (body: object) => ((await (await app.post('/api/v1/runs', body)).json()) as { id: number }).id;
  const checked = await started({ ...prompt, cases, checks: [{ type: 'exact' }] });
  const plain = await started({ ...prompt, variables: { text: 'hello' } });
  await endedRun(app, checked);
  await endedRun(app, plain);
  return { app, checked, plain };
}

test('the history is narrowed to answers that passed, or failed, on the page and over the API', async () => {
  const { app } = await withRuns();
  const texts = async (query: string) => {
    const body = (await (await app.request(`/api/v1/completions?${query}`)).json()) as {
      completions: readonly { text: string }[];
    };
    return body.completions.map(({ text }) => text);
  };
  expect(await texts('passed=true')).toEqual(['b', 'a']);
  expect(await texts('passed=false')).toEqual(['wrong']);
  expect(await texts('passed=true&q=b')).toEqual(['b']);
  expect(await texts('passed=true&limit=1&model=gpt-4o-mini')).toEqual(['b']);
  expect((await app.request('/api/v1/completions?passed=maybe')).status).toBe(422);
  const costs = (await (await app.request('/api/v1/costs?group=model&passed=false')).json()) as {
    groups: readonly { completions: number }[];
  };
  expect(costs.groups.map(({ completions }) => completions)).toEqual([1]);
  const page = await (await app.request('/history?passed=false')).text();
  expect(page).toContain('More filters (1)');
  expect(page).toMatch(/<option value="false" selected="" dir="auto">failed/);
  expect(page).toContain('1 of 3');
});

test('the log says how many answers of a run passed, and its table holds the case, the expected answer and the verdict', async () => {
  const { app, checked, plain } = await withRuns();
  const page = await (await app.request('/history')).text();
  const line = (run: number) => page.slice(page.indexOf(`Run ${run}<`)).split('</details>', 1)[0] ?? '';
  expect(line(checked)).toContain('67% pass');
  expect(line(plain)).not.toContain('% pass');
  const csv = await (await app.request('/history/export.csv')).text();
  const [head = '', ...rows] = csv.trim().split('\r\n');
  const from = head.split(',').indexOf('text');
  expect(head.split(',').slice(from, from + 5)).toEqual(['text', 'case_place', 'expected', 'passed', 'time_zone']);
  expect(rows.map((row) => row.split(',').slice(from, from + 4))).toEqual([
    ['hello', '', '', ''],
    ['wrong', '2', 'c', 'no'],
    ['b', '1', 'b', 'yes'],
    ['a', '0', 'a', 'yes'],
  ]);
});

test('versions show the pass rate of the newest run that was checked, and lead to its cases', async () => {
  const { app, checked } = await withRuns();
  const run = await app.store.runs.get(checked);
  const page = await (await app.request(`/experiments/${run?.experimentId}/versions`)).text();
  expect(page).toContain(`<a href="/runs/${checked}/matrix">67% (21% to 94%), 3 cases</a>`);
});
