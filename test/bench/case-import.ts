import { gapWhile } from './child.ts';
import type { Figure } from './figure.ts';
import { startTempera } from './tempera.ts';

const CASES = 50_000;

/** What it takes to import 50,000 test cases into an experiment, and the server's longest event-loop gap meanwhile. */
export async function caseImportFigures(folder: string): Promise<readonly Figure[]> {
  const { address, child } = await startTempera({ folder });
  try {
    const path = `${address}/experiments/${await newExperiment(address)}/cases`;
    // The first one also starts the thread and warms the code.
    await imported(path, address, fileOf('warm', 5_000));
    const { ms, longestMs } = await gapWhile(child, async () => {
      await imported(path, address, fileOf('case', CASES));
      await searched(path);
    });
    return [
      { name: `import of ${CASES} cases, and a search`, measured: ms / 1000, unit: 's', bar: 10 },
      { name: `longest event-loop gap, import of ${CASES} cases`, measured: longestMs, unit: 'ms', bar: 50 },
    ];
  } finally {
    await child.stop();
  }
}

function fileOf(word: string, cases: number): string {
  const rows = Array.from(
    { length: cases },
    (_, row) => `"The ${word} of sentence number ${row}, with a comma.",label ${row % 7},${word} ${row}`,
  );
  return ['message,expected,name', ...rows].join('\n');
}

/** The experiment of a run through the API: its prompt has no variables, so each case is a message. */
async function newExperiment(address: string): Promise<number> {
  const started = await fetch(`${address}/api/v1/runs`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ model: 'practice', messages: [{ role: 'user', content: 'Hello.' }], temperature: 0 }),
  });
  const { id } = (await started.json()) as { readonly id: number };
  const run = (await (await fetch(`${address}/api/v1/runs/${id}?wait=30`)).json()) as { readonly experiment: number };
  return run.experiment;
}

async function imported(path: string, address: string, text: string): Promise<void> {
  const form = new FormData();
  form.append('file', new File([text], 'cases.csv', { type: 'text/csv' }));
  const answer = await fetch(`${path}/imports`, {
    method: 'POST',
    headers: { Origin: address, 'Sec-Fetch-Site': 'same-origin' },
    body: form,
    redirect: 'manual',
  });
  if (answer.status !== 303) throw new Error(`The import answered ${answer.status}: ${await answer.text()}`);
}

async function searched(path: string): Promise<void> {
  const page = await (await fetch(`${path}?q=${encodeURIComponent('number 49999')}`)).text();
  if (!page.includes('number 49999, with a comma.')) throw new Error('The last case is not found.');
}
