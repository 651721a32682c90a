import { type Gap, gapWhile } from './child.ts';
import type { Figure } from './figure.ts';
import { startTempera } from './tempera.ts';

const BYTES = 19_500_000;
const ANSWERS_PER_RUN = 200;

/** The server's longest event-loop gaps while a notebook file of nearly 20 MB is imported, exported and shared. */
export async function notebookFileGaps(folder: string): Promise<readonly Figure[]> {
  const { address, child } = await startTempera({ folder });
  try {
    const file = await largeFile(address);
    // The first one also starts the thread and warms the code.
    await imported(address, file);
    const made = await gapWhile(child, () => imported(address, file));
    const path = `${address}${made.answer}`;
    const exported = await gapWhile(child, () => textOf(`${path}/file?results=true`));
    if (exported.answer.length < 0.9 * BYTES) throw new Error('The export is smaller than what was imported.');
    const shared = await gapWhile(child, () => textOf(`${path}/share`));
    return [figureOf('import', made), figureOf('export', exported), figureOf('page to share', shared)];
  } finally {
    await child.stop();
  }
}

function figureOf(name: string, { longestMs, ms }: Gap<unknown>): Figure {
  const size = (BYTES / 1e6).toFixed(1);
  return {
    name: `longest event-loop gap, ${name} of a notebook file of ${size} MB`,
    measured: longestMs,
    unit: 'ms',
    bar: 50,
    note: `${(ms / 1000).toFixed(1)} s in all`,
  };
}

/** A notebook with one run of the built-in model, its run repeated until the file is large. */
async function largeFile(address: string): Promise<string> {
  const body = { model: 'practice', messages: [{ role: 'user', content: 'Tell me a story.' }], temperature: 1 };
  const started = await fetch(`${address}/api/v1/runs`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...body, samples: ANSWERS_PER_RUN, max_completion_tokens: 120, confirm: true }),
  });
  const { id } = (await started.json()) as { readonly id: number };
  const run = (await (await fetch(`${address}/api/v1/runs/${id}?wait=60`)).json()) as { readonly notebook: number };
  const text = await textOf(`${address}/notebooks/${run.notebook}/file?results=true`);
  const content = JSON.parse(text);
  const results = content.cells.find((cell: { results?: unknown }) => cell.results)?.results;
  const [only] = results.runs;
  results.runs = Array.from({ length: Math.ceil(BYTES / text.length) }, () => only);
  const grown = JSON.stringify(content, null, 1);
  const perRun = (grown.length - text.length) / Math.max(1, results.runs.length - 1);
  results.runs = Array.from({ length: Math.floor((BYTES - text.length) / perRun) + 1 }, () => only);
  return JSON.stringify(content, null, 1).padEnd(BYTES, '\n');
}

async function imported(address: string, file: string): Promise<string> {
  const form = new FormData();
  form.append('file', new File([file], 'large.json', { type: 'application/json' }));
  const answer = await fetch(`${address}/notebooks/imports`, {
    method: 'POST',
    headers: { Origin: address, 'Sec-Fetch-Site': 'same-origin' },
    body: form,
    redirect: 'manual',
  });
  const path = answer.headers.get('location');
  if (path === null) throw new Error(`The import answered ${answer.status}: ${await answer.text()}`);
  return path;
}

async function textOf(address: string): Promise<string> {
  const answer = await fetch(address);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}: ${text}`);
  return text;
}
