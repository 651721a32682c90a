import { expect, onTestFinished, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../src/domain/notebook/notebook.ts';
import { EMPTY_PROMPT } from '../../src/domain/prompt/prompt.ts';
import { typedColumnsText } from '../../src/domain/run/added-columns.ts';
import { runNow } from '../support/pages.ts';
import { HAS_PYTHON, runPython } from '../support/run-programs.ts';
import { startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { answer } from '../support/scripts.ts';
import { testApp } from '../support/test-app.ts';

interface Ipynb {
  readonly nbformat: number;
  readonly nbformat_minor: number;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly cells: readonly {
    readonly id: string;
    readonly cell_type: string;
    readonly source: string;
    readonly outputs?: readonly { readonly output_type: string; readonly data: Readonly<Record<string, string>> }[];
  }[];
}

const TEXT = 'It\'s "quoted" """ and \\ $HOME\nin two lines 日本';

async function notebook() {
  const endpoint = await startScriptedEndpoint({ answering: () => answer('<b>Hello</b> there.') });
  onTestFinished(() => endpoint.close());
  const app = await testApp({ endpoint });
  const made = await app.store.notebooks.create('Tea and “more”');
  await app.store.cells.addNote(made.id, { text: '# A note' });
  const settings = { ...DEFAULT_SETTINGS, model: 'openai/gpt-4o-mini', temperature: '0, 0.5', samples: '1' };
  const prompt = { ...EMPTY_PROMPT, system: 'Be brief.', messages: [{ role: 'user' as const, content: TEXT }] };
  const asked = await app.store.cells.addExperiment(made.id, { title: 'First', draft: { prompt, settings } });
  const draft = { prompt: EMPTY_PROMPT, settings };
  await app.store.cells.addExperiment(made.id, { title: 'Empty', draft });
  return { app, id: made.id, asked, endpoint };
}

test('a notebook goes out for Jupyter: notes, experiments as Python that asks the same, answers as plain outputs', async () => {
  const { app, id, asked, endpoint } = await notebook();
  await runNow(app, asked.id);
  const sent = endpoint.requests.map(({ body }) => {
    const { stream: _, stream_options: __, ...whole } = body as Record<string, unknown>;
    return whole;
  });
  const file = await app.request(`/notebooks/${id}/ipynb`);
  expect(file.headers.get('content-disposition')).toContain('.ipynb"');
  const ipynb = (await file.json()) as Ipynb;
  expect([ipynb.nbformat, ipynb.nbformat_minor]).toEqual([4, 5]);
  expect(ipynb.metadata).toMatchObject({ kernelspec: { name: 'python3' } });
  expect(ipynb.cells.map(({ cell_type, source }) => [cell_type, source.split('\n')[0]])).toEqual([
    ['markdown', '# A note'],
    ['markdown', '## First'],
    ['code', 'import os'],
    ['markdown', '## Empty'],
  ]);
  expect(new Set(ipynb.cells.map((cell) => cell.id)).size).toBe(4);
  const code = ipynb.cells[2];
  expect(code?.outputs?.map(({ output_type, data }) => [output_type, data])).toEqual([
    ['display_data', { 'text/plain': 'temperature 0, sample 1\n\n<b>Hello</b> there.' }],
    ['display_data', { 'text/plain': 'temperature 0.5, sample 1\n\n<b>Hello</b> there.' }],
  ]);
  expect(ipynb.cells[3]?.source).toContain('Write the user message');
  if (HAS_PYTHON) {
    const programs = runPython([code?.source ?? ''], { env: { OPENAI_API_KEY: 'sk-CANARY123' } });
    expect(programs).toHaveLength(2);
    expect(programs).toEqual(expect.arrayContaining(sent));
  }
  expect(await (await app.request(`/api/v1/notebooks/${id}/ipynb`)).json()).toEqual(ipynb);
  expect((await app.request('/api/v1/notebooks/999/ipynb')).status).toBe(404);
});

test('an experiment that cannot be asked any more keeps its answers', async () => {
  const { app, id, asked } = await notebook();
  await runNow(app, asked.id);
  await app.send('PUT', `/experiments/${asked.id}/draft`, { role: 'user', content: '' });
  const ipynb = (await (await app.request(`/api/v1/notebooks/${id}/ipynb`)).json()) as Ipynb;
  expect(ipynb.cells[1]?.source).toContain('Write the user message');
  expect(ipynb.cells[2]?.source).toContain('cannot be asked');
  expect(ipynb.cells[2]?.outputs).toHaveLength(2);
});

test('each column beside the grid is a program of its own, as it is sent', async () => {
  const { app, id, asked, endpoint } = await notebook();
  const added_columns = typedColumnsText([{ stop: '!', temperature: '1' }, { variant: 'without system' }]);
  const settings = { ...asked.draft.settings, added_columns };
  await app.store.cells.saveDraft(asked.id, { ...asked.draft, settings });
  await runNow(app, asked.id);
  const sent = endpoint.requests.map(({ body }) => {
    const { stream: _, stream_options: __, ...whole } = body as Record<string, unknown>;
    return whole;
  });
  const ipynb = (await (await app.request(`/api/v1/notebooks/${id}/ipynb`)).json()) as Ipynb;
  const programs = ipynb.cells.flatMap(({ cell_type, source }) => (cell_type === 'code' ? [source] : []));
  expect(programs.map((source) => source.split('\n')[0])).toEqual([
    'import os',
    '# temperature 1 · stop "!"',
    '# variant without system',
  ]);
  expect(sent).toHaveLength(4);
  if (!HAS_PYTHON) return;
  const bodies = programs.flatMap((source) => runPython([source], { env: { OPENAI_API_KEY: 'sk-CANARY123' } }));
  expect(bodies).toHaveLength(4);
  expect(bodies).toEqual(expect.arrayContaining(sent));
});
