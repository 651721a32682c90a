import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../support/test-app.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const message = { role: 'user', content: 'Hi' };
const JSON_TYPE = { 'Content-Type': 'application/json' };

interface Problem {
  readonly detail: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

async function send(body: string) {
  const answer = await fetch(`${server.url}/api/v1/runs`, { method: 'POST', body, headers: JSON_TYPE });
  return { status: answer.status, type: answer.headers.get('content-type'), problem: (await answer.json()) as Problem };
}

const run = (fields: Readonly<Record<string, unknown>>) =>
  JSON.stringify({ model: 'practice', messages: [message], ...fields });
const many = (count: number) => Array.from({ length: count }, (_, index) => index / count);

const TOO_MUCH: readonly (readonly [what: string, body: string, status: number, path: string | null, said: string])[] =
  [
    [
      'a body of 3 MB',
      run({ messages: [{ role: 'user', content: 'x'.repeat(3_000_000) }] }),
      413,
      null,
      'larger than the 2 MB',
    ],
    [
      '2,501 messages',
      run({ messages: Array.from({ length: 2_501 }, () => message) }),
      422,
      'messages',
      'at most 2500 messages',
    ],
    ['200,000 brackets', '['.repeat(200_000), 400, null, 'not valid JSON'],
    ['brackets that close', '['.repeat(200_000) + ']'.repeat(200_000), 400, null, 'levels deep'],
    ['20,100 requests', run({ temperature: many(67), samples: 300 }), 422, 'samples', 'at most 20000 fit in one run'],
    [
      'millions of requests',
      run({ temperature: many(200), top_p: many(200), seed: [1, 2, 3], samples: 1_000 }),
      422,
      'samples',
      'would be 120000000 requests',
    ],
    ['a temperature of -1', run({ temperature: -1 }), 422, 'temperature', 'from 0 to 2'],
    ['a temperature of 2.1', run({ temperature: [0, 2.1] }), 422, 'temperature.1', 'from 0 to 2'],
    ['a temperature of abc', run({ temperature: 'abc' }), 422, 'temperature', 'from 0 to 2'],
    ['an empty list', run({ temperature: [] }), 422, 'temperature', ''],
    ['no messages', run({ messages: [] }), 422, 'messages', 'at least one message'],
    ['an unknown model', run({ model: 'gpt-nonsense' }), 422, 'model', 'No connection has the model “gpt-nonsense”'],
    ['an unknown connection', run({ connection: 'nowhere' }), 422, 'connection', 'There is no connection “nowhere”'],
    ['a field that does not exist', run({ colour: 'red' }), 422, 'colour', 'is not a field'],
    ['a prototype', '{"model":"practice","__proto__":{"x":1}}', 400, null, '__proto__'],
    ['nothing', '', 400, null, 'The body is empty'],
  ];

test.each(TOO_MUCH)('%s is refused with a status, a sentence and the place', async (_, body, status, path, said) => {
  const answer = await send(body);
  expect([answer.status, answer.type]).toEqual([status, 'application/problem+json']);
  expect(answer.problem.detail).toContain(said);
  expect(answer.problem.errors?.map((error) => error.path) ?? null).toEqual(path === null ? null : [path]);
});

test('as many as fit are planned, and the server is none the worse for what it refused', async () => {
  const answer = await send(run({ messages: Array.from({ length: 2_500 }, () => message), samples: 2 }));
  expect([answer.status, (await fetch(`${server.url}/healthz`)).status]).toEqual([202, 200]);
  expect(server.logged).toEqual([]);
});
