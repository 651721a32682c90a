import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { experimentWith } from '../support/editor.ts';
import { whileMeasured } from '../support/locks.ts';
import { endedRun } from '../support/pages.ts';
import { createTestApp } from '../support/test-app.ts';

const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 20_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000);
const GAP_MS = 250;

const words = [
  '',
  '0',
  '-1',
  '1',
  '2',
  '999999',
  'x',
  '1e9',
  'true',
  'practice',
  'practice/practice',
  '../..',
  '%00',
  '\ud800',
];
const text = fc.oneof(fc.constantFrom(...words), fc.string({ unit: 'binary', maxLength: 20 }));
const fields = [
  'text',
  'title',
  'content',
  'role',
  'system',
  'page',
  'revision',
  'model',
  'temperature',
  'samples',
  'variant',
  'key',
  'name',
  'file',
  'format',
  'row',
  'to',
  'direction',
  'days',
  'more',
  'confirm',
  'connection',
  'input',
  'output',
  'from',
  'on',
  'encoding',
  'empty',
  'escape',
  'templates',
  'rating',
  'note',
  'pinned',
  'keep',
  'view',
  'fold',
  'column',
];
const json = fc.oneof(
  fc.json({ maxDepth: 4 }),
  fc
    .dictionary(
      fc.constantFrom(...fields, 'messages', 'prompt', 'variables', 'cases', 'checks', 'stop'),
      fc.jsonValue({ maxDepth: 3 }),
    )
    .map((value) => JSON.stringify(value)),
  fc.constantFrom('', '{', '[]', 'null', '"x"', '['.repeat(500), '{"__proto__":{"a":1}}'),
);
const form = fc
  .array(fc.tuple(fc.constantFrom(...fields, 'variables.a', '__proto__'), text), { maxLength: 8 })
  .map((entries) => new URLSearchParams(entries.map(([name, value]) => [name, value.toWellFormed()])).toString());
const multipart = fc.constantFrom(
  '--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nx\r\n--b--\r\n',
  '--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\na,b\r\n--b--\r\n',
  '--b\r\nContent-Disposition: form-data\r\n\r\n',
  '--b',
  'nothing',
);
const body = fc.oneof(
  json.map((content) => ({ type: 'application/json', content })),
  form.map((content) => ({ type: 'application/x-www-form-urlencoded', content })),
  multipart.map((content) => ({ type: 'multipart/form-data; boundary=b', content })),
  text.map((content) => ({ type: 'text/plain', content: content.toWellFormed() })),
  text.map((content) => ({ type: 'multipart/form-data', content: content.toWellFormed() })),
  fc.constant({ type: null, content: null }),
);

test(`${REQUESTS} random requests over all routes: nothing but 4xx for what cannot be read, and no error of ours (seed ${SEED})`, async () => {
  const app = await createTestApp();
  const id = await experimentWith(app, { messages: [{ role: 'user', content: 'Hello {{a}}' }] });
  const started = await (
    await app.post('/api/v1/runs', { model: 'practice', messages: [{ role: 'user', content: 'Hi' }], samples: 2 })
  ).json();
  await endedRun(app, started.id).catch(() => undefined);
  const routes = app.app.routes.filter(
    ({ method, path }) => method !== 'ALL' && !path.includes('*') && !/events|\/data\//.test(path),
  );
  expect(routes.length).toBeGreaterThan(80);
  const failures = new Map<string, string>();
  const parameter = fc.oneof(
    fc.constantFrom('1', '2', String(id), String(started.id), '0', '-1', '999999', 'x', '1.5', '9'.repeat(30)),
    text,
  );
  const request = fc.record({
    route: fc.constantFrom(...routes),
    parameters: fc.array(parameter, { minLength: 4, maxLength: 4 }),
    body,
    htmx: fc.boolean(),
  });
  const requestAll = async () =>
    await fc.assert(
      fc.asyncProperty(request, async ({ route, parameters, body: { type, content }, htmx }) => {
        let at = 0;
        const path = route.path.replace(
          /:\w+(\{[^}]*\})?/g,
          () => encodeURIComponent((parameters[at++ % 4] ?? '').toWellFormed()) || 'x',
        );
        const hasBody = route.method !== 'GET' && content !== null;
        const headers: Record<string, string> = {
          ...(type === null ? {} : { 'Content-Type': type }),
          ...(htmx ? { 'HX-Request': 'true' } : {}),
        };
        const answer = await app.request(path, {
          method: route.method,
          headers,
          ...(hasBody ? { body: content } : {}),
        });
        await answer.text();
        // Without sockets, several requests would pass in one turn of the event loop.
        await turn();
        if (answer.status >= 500 && answer.status !== 503)
          failures.set(
            `${route.method} ${route.path} ${type}`,
            `${answer.status} ${path} ${JSON.stringify(content)?.slice(0, 200)}`,
          );
      }),
      { numRuns: REQUESTS, seed: SEED, endOnFailure: true },
    );
  // What is loaded at its first use is loaded before.
  for (const { method, path } of routes)
    await (await app.request(path.replace(/:\w+(\{[^}]*\})?/g, '1'), { method })).text();
  const { longestGapMs } = await whileMeasured(requestAll);
  console.log({ longestGapMs });
  expect([...failures]).toEqual([]);
  expect(longestGapMs).toBeLessThan(GAP_MS);
  expect(app.logged.filter((line) => line.includes('"level":50'))).toEqual([]);
  expect((await app.request('/healthz')).status).toBe(200);
  await app.close();
});
