import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeNotebookFile } from '../../src/notebook-file/write.ts';
import { whileMeasured } from '../support/locks.ts';
import { notebookContents } from '../support/notebook-contents.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { countOf, type Random, randomFrom, SEED } from './seeded.ts';

const FILES = countOf('FUZZ_FILES', 500);
const GAP_MS = 250;

const VALUES = [
  null,
  true,
  -1,
  1e300,
  2 ** 60,
  '',
  '\ud800',
  '\0',
  [],
  {},
  'x'.repeat(100_000),
  '{{a}}'.repeat(1_000),
  { __proto__: 1 },
];

test(`${FILES} mutated notebook files are taken or refused, and what was taken opens and goes out again (seed ${SEED})`, async () => {
  console.log(`FUZZ_SEED=${SEED}`);
  const random = randomFrom(SEED);
  const files = fc
    .sample(notebookContents, { numRuns: FILES, seed: SEED })
    .map((content) => mutated(writeNotebookFile(content), random));
  const app = await createTestApp();
  const usual = await whileMeasured(() => upload(app, '{}'));
  const wrong: unknown[] = [];
  let taken = 0;
  const { longestGapMs } = await whileMeasured(async () => {
    for (const [index, file] of files.entries()) {
      const answer = await upload(app, file);
      const home = answer.headers.get('location');
      if (answer.status >= 500) wrong.push({ index, status: answer.status, text: (await answer.text()).slice(0, 300) });
      if (answer.status !== 303 || home === null) continue;
      taken += 1;
      for (const path of [home, `${home}/file?results=true`]) {
        const { status } = await app.request(path);
        if (status !== 200) wrong.push({ index, path, status });
      }
    }
  });
  console.log({ files: FILES, taken, longestGapMs, usually: usual.longestGapMs });
  expect(wrong.slice(0, 3)).toEqual([]);
  expect(taken).toBeGreaterThan(0);
  expect(taken).toBeLessThan(FILES);
  expect(app.logged.filter((line) => line.includes('"level":50'))).toEqual([]);
  expect(longestGapMs).toBeLessThan(GAP_MS + usual.longestGapMs);
  expect((await app.request('/healthz')).status).toBe(200);
  await app.close();
});

function upload(app: TestApp, text: string): Promise<Response> {
  const form = new FormData();
  form.append('file', new File([text], 'notebook.json', { type: 'application/json' }));
  return app.request('/notebooks/imports', { method: 'POST', body: form });
}

/** One change, or a few, of the text or of what it says. */
function mutated(file: string, random: Random): string {
  if (random.oneIn(10)) return file;
  if (random.oneIn(3)) return withTextChanged(file, random);
  const json = JSON.parse(file) as unknown;
  for (let changes = 1 + random.below(3); changes > 0; changes -= 1) changeSomewhere(json, random);
  return JSON.stringify(json);
}

function withTextChanged(file: string, random: Random): string {
  const at = random.below(file.length);
  const end = at + random.below(30);
  return random.pick([
    file.slice(0, at),
    file.slice(0, at) + file.slice(end),
    file.slice(0, end) + file.slice(at),
    `${file.slice(0, at)}${random.pick(['{', '[', '"', '\\u0000', '\ufeff', '9'.repeat(400)])}${file.slice(at)}`,
  ]);
}

/** Walks down to some place of the value and changes what is there. */
function changeSomewhere(value: unknown, random: Random): void {
  if (typeof value !== 'object' || value === null) return;
  const holder = value as Record<string, unknown>;
  const keys = Object.keys(holder);
  const key = random.pick(keys);
  if (key === undefined) return;
  const child = holder[key];
  if (typeof child === 'object' && child !== null && !random.oneIn(4)) {
    changeSomewhere(child, random);
    return;
  }
  const change = random.below(5);
  if (change === 0) delete holder[key];
  else if (change === 1) holder[random.pick(['__proto__x', 'constructor', 'extra'])] = child;
  else if (change === 2 && Array.isArray(value)) value.push(...(value as unknown[]));
  else if (change === 3) holder[key] = holder[random.pick(keys)];
  else holder[key] = random.pick<unknown>(VALUES);
}
