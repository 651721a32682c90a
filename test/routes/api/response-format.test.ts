import { expect, onTestFinished, test } from 'vitest';
import { type CompletionJson, endedRun, type RunJson } from '../../support/pages.ts';
import { startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answer } from '../../support/scripts.ts';
import { testApp } from '../../support/test-app.ts';

interface RemarkedJson extends CompletionJson {
  readonly remarks?: readonly { readonly kind: string; readonly problems?: unknown; readonly text: string }[];
}

const SCHEMA = {
  type: 'object',
  properties: { city: { type: 'string' }, year: { type: 'integer' }, kind: { enum: ['a', 'b'] } },
  required: ['city', 'year'],
  additionalProperties: false,
};
const format = (schema: unknown) => ({ type: 'json_schema', json_schema: { name: 'city', strict: true, schema } });
const BODY = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Which city?' }] };

/** What was sent, and the answers, of one run whose requests are answered in order. */
async function asked(body: object, ...texts: readonly string[]) {
  const server = await startScriptedEndpoint();
  onTestFinished(() => server.close());
  const app = await testApp({ endpoint: server, config: { concurrency: 1 } });
  server.enqueue(...texts.map((text) => answer(text)));
  const response = await app.post('/api/v1/runs', { ...BODY, samples: Math.max(1, texts.length), ...body });
  const started = (await response.json()) as RunJson;
  const run = response.status === 202 ? await endedRun(app, started.id) : null;
  return {
    app,
    response,
    started,
    run,
    sent: server.requests,
    completions: (run?.completions ?? []) as readonly RemarkedJson[],
  };
}

test('each answer is held against the schema, and what does not fit is said field by field', async () => {
  const { sent, completions } = await asked(
    { response_format: format(SCHEMA) },
    '{"city": "Rome", "year": 2020}',
    '{"city": 7, "kind": "c", "extra": true}',
    'Rome, I think',
  );
  expect(sent[0]?.body).toMatchObject({ response_format: format(SCHEMA) });
  const [good, bad, none] = completions;
  expect(good?.remarks).toBeUndefined();
  expect(bad?.remarks).toMatchObject([
    {
      kind: 'format_not_met',
      problems: [
        { field: '', message: "must have required property 'year'" },
        { field: '', message: 'must NOT have additional properties: extra' },
        { field: 'city', message: 'must be string' },
        { field: 'kind', message: 'must be equal to one of the allowed values: ["a","b"]' },
      ],
    },
  ]);
  expect(none?.remarks?.[0]?.text).toContain('is not JSON');
});

test('an answer that shall be JSON of any kind is read, and one that may be text is not', async () => {
  const { completions } = await asked({ response_format: { type: 'json_object' } }, '{}', '{');
  expect(completions.map(({ remarks }) => remarks?.length ?? 0)).toEqual([0, 1]);
  expect((await asked({ response_format: { type: 'text' } }, '{')).completions[0]?.remarks).toBeUndefined();
});

test.each([
  ['a type that is none', { type: 'objekt' }, 'must be equal to one of the allowed values'],
  ['a reference to elsewhere', { $ref: 'https://example.com/a.json' }, 'https://example.com/a.json'],
  ['a pattern that cannot be matched in linear time', { type: 'string', pattern: '(a)\\1' }, 'invalid escape'],
])('a schema with %s is refused before anything is sent', async (_, schema, message) => {
  const { response, started, sent } = await asked({ response_format: format(schema) });
  expect(response.status).toBe(422);
  expect(started).toMatchObject({
    errors: [{ path: 'response_format', message: expect.stringContaining('cannot be used') }],
  });
  expect(JSON.stringify(started)).toContain(message);
  expect(sent).toEqual([]);
});

test('a service tier and an extra body are sent as given, come back with the run, and are in its code', async () => {
  const given = { service_tier: 'flex', extra_body: { top_k: 5, thinking: { type: 'enabled' }, cache: null } };
  const { app, sent, run } = await asked(given, 'Rome');
  const expected = { ...BODY, service_tier: 'flex', ...given.extra_body, stream: true };
  expect(sent[0]?.body).toEqual({ ...expected, stream_options: { include_usage: true } });
  expect(run?.request).toMatchObject(given);
  const code = await app.request(`/api/v1/completions/${run?.completions[0]?.id}/code?form=curl`);
  const { settings } = await (await app.post('/api/v1/pastes', { text: await code.text() })).json();
  expect(settings).toEqual({ model: 'gpt-4o-mini', ...given });
});

test('an extra body with a name that has a place of its own is refused', async () => {
  const { response, started } = await asked({ extra_body: { n: 4 } });
  expect(response.status).toBe(422);
  expect(started).toMatchObject({ errors: [{ path: 'extra_body', message: expect.stringContaining('Samples') }] });
});
