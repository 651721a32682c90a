import { DEFAULT_SETTINGS } from '../../src/domain/notebook/notebook.ts';
import { EMPTY_PROMPT, type Example } from '../../src/domain/prompt/prompt.ts';
import { createStore } from '../../src/store/create-store.ts';
import { openDatabase } from '../../src/store/file/open-database.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { type Figure, median } from './figure.ts';

const ROWS = 500;
const EDITS = 60;
/** Nothing listens there: nothing is asked, only counted, with the model's own tokeniser. */
const SILENT = { baseUrl: 'http://127.0.0.1:9/v1' };

/** Edits single rows of an experiment that has 500 of them, as a page does while somebody types, switches and drags. */
export async function exampleRowFigures(file: string): Promise<readonly Figure[]> {
  const store = await createStore(await openDatabase(file));
  const app = await createTestApp({ endpoint: SILENT, store });
  try {
    const edits = await editRows(app, await experimentWithRows(app));
    const bytes = Math.max(...edits.map((edit) => edit.bytes));
    return [
      {
        name: `an edit of one of ${ROWS} rows, answered`,
        measured: median(edits.map(({ ms }) => ms)),
        unit: 'ms',
        bar: 100,
      },
      { name: 'the largest such answer', measured: bytes / 1000, unit: 'kB', bar: 20 },
    ];
  } finally {
    await app.close();
    await store.close();
  }
}

async function experimentWithRows({ store }: TestApp): Promise<number> {
  const examples = Array.from(
    { length: ROWS },
    (_, index): Example => ({
      id: `r${index}`,
      input: `Review ${index}: the room was clean, the staff friendly, and breakfast was ${index % 7} out of 10.`,
      output: index % 2 === 0 ? 'positive' : 'negative',
      enabled: index % 5 !== 0,
      tags: [],
    }),
  );
  const notebook = await store.notebooks.create('Rows');
  const prompt = { ...EMPTY_PROMPT, system: 'Classify.', examples };
  const draft = { prompt, settings: { ...DEFAULT_SETTINGS, model: 'openai/gpt-4o-mini' } };
  return (await store.cells.addExperiment(notebook.id, { title: 'Rows', draft })).id;
}

interface Edit {
  readonly ms: number;
  /** Before compression. */
  readonly bytes: number;
}

async function editRows(app: TestApp, experiment: number): Promise<readonly Edit[]> {
  const ask = async (method: string, path: string, fields: Record<string, string>): Promise<Edit> => {
    const started = performance.now();
    const response = await app.request(`/experiments/${experiment}${path}`, {
      method,
      body: new URLSearchParams({ role: 'user', content: 'A nice stay.', ...fields }),
    });
    const text = await response.text();
    const ms = performance.now() - started;
    if (response.status !== 200) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
    return { ms, bytes: Buffer.byteLength(text) };
  };
  // The tokeniser is loaded, and every row counted, once.
  await ask('PUT', '/draft', {});
  const edits: Edit[] = [];
  for (let edit = 0; edit < EDITS; edit += 1) {
    const row = `r${(edit * 37) % ROWS}`;
    edits.push(
      await ask('PUT', '/draft', { row, 'row-input': `Typed ${edit}`, 'row-output': 'positive', 'row-tags': '' }),
      await ask('POST', `/examples/${row}/switch`, {}),
      await ask('POST', `/examples/${row}/moves`, { to: String((edit * 11) % ROWS) }),
      await ask('POST', `/examples/${row}/duplicates`, {}),
      await ask('POST', '/undo', {}),
    );
  }
  return edits;
}
