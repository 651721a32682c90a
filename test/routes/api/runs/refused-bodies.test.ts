import { expect, test } from 'vitest';
import { testApp } from '../../../support/test-app.ts';

interface Problem {
  readonly title: string;
  readonly detail: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

const ASK = { model: 'practice/echo', messages: [{ role: 'user', content: 'x' }] };

async function sender() {
  const { app } = await testApp();
  return async (body: string | Uint8Array<ArrayBuffer>, path = '/api/v1/runs') => {
    const headers = { 'Content-Type': 'application/json' };
    const answer = await app.request(path, { method: 'POST', headers, body });
    return { status: answer.status, ...((await answer.json()) as Problem) };
  };
}

test('settings that every service refuses together, and what holds nothing, are refused where they stand', async () => {
  const send = await sender();
  const refused = async (body: object) => {
    const { status, errors } = await send(JSON.stringify({ ...ASK, ...body }));
    return [status, errors];
  };
  const goesWith = 'goes with "logprobs": true only; set that, or leave top_logprobs out.';
  expect(await refused({ logprobs: false, top_logprobs: 5 })).toEqual([
    422,
    [{ path: 'top_logprobs', message: `top_logprobs: ${goesWith}` }],
  ]);
  expect(await refused({ added_columns: [{ logprobs: false, top_logprobs: 0 }] })).toEqual([
    422,
    [{ path: 'added_columns.0.top_logprobs', message: `added_columns.0.top_logprobs: ${goesWith}` }],
  ]);
  expect(await refused({ messages: [{ role: 'user', content: [] }] })).toEqual([
    422,
    [{ path: 'messages.0.content', message: 'messages.0.content: must hold at least one part.' }],
  ]);
  const seed = 'seed: must be a whole number from -9007199254740991 to 9007199254740991, or null for not sent.';
  expect(await refused({ seed: 1e300 })).toEqual([422, [{ path: 'seed', message: seed }]]);
  expect(await refused({ temperature: [] })).toEqual([
    422,
    [{ path: 'temperature', message: 'temperature: must hold at least one item.' }],
  ]);
});

test('whatever a field holds that it cannot, the answer names the field in words of ours', async () => {
  const send = await sender();
  const fields = [
    ...['model', 'prompt', 'temperature', 'seed', 'reasoning_effort', 'variant', 'variants', 'variables', 'samples'],
    ...['connection', 'columns', 'rows', 'added_columns', 'cases', 'checks', 'study', 'notebook', 'confirm', 'stop'],
    ...[
      'response_format',
      'service_tier',
      'extra_body',
      'tools',
      'tool_choice',
      'logprobs',
      'top_logprobs',
      'messages',
    ],
  ];
  const values = [
    5,
    -1.5,
    1e300,
    'x y',
    '',
    true,
    [],
    [[]],
    [5],
    {},
    { a: [5] },
    [{}],
    [{ type: 'exact', extract: 5 }],
  ];
  for (const field of fields) {
    const wrong = values.map(async (value) => {
      const { status, errors = [] } = await send(JSON.stringify({ prompt: 5, [field]: value }));
      expect(status).toBe(422);
      const said = errors.map(({ message }) => message);
      expect(said.join('\n')).not.toMatch(/invalid|expected|too (big|small)|received|undefined|cannot be used/i);
      for (const { path, message } of errors) expect(message.startsWith(path)).toBe(true);
      expect(new Set(said).size).toBe(said.length);
      return errors.some(({ path }) => path.split('.')[0] === field);
    });
    expect((await Promise.all(wrong)).some(Boolean), field).toBe(true);
  }
});

test('a body that is no object, or in which a key stands twice, is refused by name', async () => {
  const send = await sender();
  expect(await send('[]')).toMatchObject({ status: 422, detail: 'What is sent must be an object.' });
  const twice = `{"model": "m", "messages": [{"role": "user", "content": "\\"a\\": 1, \\"a\\": 2", "r\\u006fle": "tool"}]}`;
  expect(await send(twice)).toMatchObject({
    ...{ status: 400, title: 'bad-json', detail: 'The JSON has the key "role" twice in one object.' },
  });
});

test('bytes that are no UTF-8 are refused, wherever JSON or a file is taken', async () => {
  const send = await sender();
  const latin = Buffer.from(JSON.stringify({ ...ASK, model: 'modèle' }), 'latin1');
  const refused = { status: 400, title: 'bad-json', detail: expect.stringContaining('not valid UTF-8') };
  expect(await send(latin)).toMatchObject(refused);
  expect(await send(latin, '/api/v1/notebooks')).toMatchObject(refused);
});

test('a field that is called as something that every object of JavaScript has is unknown as any other is', async () => {
  const send = await sender();
  for (const name of ['constructor', 'toString', 'hasOwnProperty']) {
    const { status, errors } = await send(JSON.stringify({ ...ASK, [name]: 1 }));
    const message = `${name} is not a field that can be set.`;
    expect([status, errors]).toEqual([422, [{ path: name, message }]]);
  }
  // What other APIs take under another name is told.
  const { detail } = await send(JSON.stringify({ ...ASK, n: 2 }));
  expect(detail).toBe('n is not a field that can be set. Use samples: each answer is a request of its own.');
});
