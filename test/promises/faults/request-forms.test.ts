import { expect, test } from 'vitest';
import { ended, faultyApp, runJson, start } from '../../support/asking-the-app.ts';
import type { Answering } from '../../support/scripted-endpoint.ts';
import { answer, json, refusal, type Script, wholeAnswer } from '../../support/scripts.ts';

const faulty = faultyApp();

type Body = Readonly<Record<string, unknown>>;
const bodyOf = ({ body }: Parameters<Answering>[0]) => body as Body;

/** Answers, unless one of these parameters was sent: then it refuses the first of them. */
function refusing(...params: readonly string[]): Answering {
  return (request): Script => {
    const body = bodyOf(request);
    const refused = params.find((name) => name in body);
    if (refused !== undefined) {
      const message = `Unsupported parameter: '${refused}' is not supported.`;
      return refusal(400, { message, param: refused, code: 'unsupported_parameter' });
    }
    return body['stream'] === true ? answer('Hello') : json(wholeAnswer('Hello'));
  };
}

test('a run of 200 sends at most 200 requests and one for each refused part of their form', async () => {
  const { app, endpoint } = faulty;
  endpoint.answerBy(refusing('max_completion_tokens', 'stream_options', 'stream'));
  const asked = { model: 'mended', samples: 200, max_completion_tokens: 50, temperature: 0.5, confirm: true };
  const run = await runJson(app, await start(app, asked), 30);
  expect(new Set(run.completions.map(({ status }) => status))).toEqual(new Set(['done']));
  expect(endpoint.requests.length).toBeLessThanOrEqual(203);
  const last = bodyOf(endpoint.requests.at(-1) as Parameters<Answering>[0]);
  expect(last).toMatchObject({ max_tokens: 50, temperature: 0.5 });
  expect(Object.keys(last)).not.toContain('stream');
  const { words } = await ended(app, run.id);
  expect(words).toContain('Sent max_tokens instead of max_completion_tokens');
  endpoint.forget();
  await runJson(app, await start(app, { ...asked, samples: 3 }), 15);
  expect(endpoint.requests).toHaveLength(3);
});

test.each<[string, (param: string) => Script]>([
  [
    'a list of bad fields',
    (param) =>
      json({ detail: [{ type: 'extra_forbidden', loc: ['body', param], msg: 'Extra inputs are not permitted' }] }, 422),
  ],
  ['Google’s words', (param) => json([{ error: { message: `Unknown name "${param}": Cannot find field.` } }], 400)],
  ['a schema', (param) => json({ message: `Additional properties are not allowed ('${param}' was unexpected)` }, 400)],
  [
    'plain text',
    (param) => ({
      status: 400,
      headers: { 'content-type': 'text/plain' },
      steps: [{ raw: `Unknown parameter: ${param}` }],
    }),
  ],
  [
    'a fault of the server',
    (param) => json({ error: { message: `got an unexpected keyword argument '${param}'` } }, 500),
  ],
  [
    'JSON within JSON',
    (param) =>
      json({ error: { message: `provider: {"error":{"message":"Unrecognized argument","param":"${param}"}}` } }, 400),
  ],
])('in %s a refused form is mended once for a run of 40, and not again in the next', async (words, refuse) => {
  const { app, endpoint } = faulty;
  const refused = ['max_completion_tokens', 'stream_options'];
  endpoint.answerBy((request) => {
    const param = refused.find((name) => name in bodyOf(request));
    return param === undefined ? answer('Hello') : refuse(param);
  });
  const asked = { model: `speaks-${words}`, samples: 40, max_completion_tokens: 50, confirm: true };
  const run = await runJson(app, await start(app, asked), 30);
  expect(new Set(run.completions.map(({ status }) => status))).toEqual(new Set(['done']));
  // Another model of the connection may have taught the name of the limit before.
  expect(endpoint.requests.length).toBeLessThanOrEqual(42);
  endpoint.forget();
  await runJson(app, await start(app, asked), 30);
  expect(endpoint.requests).toHaveLength(40);
});

test('a service that takes the limit under neither name refuses it once, and says so before the next run', async () => {
  const { app, endpoint } = faulty;
  endpoint.answerBy(refusing('max_completion_tokens', 'max_tokens'));
  const asked = { model: 'boundless', samples: 10, max_completion_tokens: 50 };
  const { run, completion } = await ended(app, await start(app, asked));
  expect(completion).toMatchObject({ status: 'failed', error: { kind: 'parameter_refused' } });
  expect(run.completions.every(({ status }) => status === 'failed')).toBe(true);
  expect(endpoint.requests).toHaveLength(2);
  const messages = [{ role: 'user', content: 'Hi' }];
  const again = await app.post('/api/v1/runs', { ...asked, connection: 'openai', messages });
  expect(await again.json()).toMatchObject({
    warnings: expect.arrayContaining([
      expect.stringContaining('boundless may refuse max tokens') as string,
    ]) as string[],
    offers: [{ text: 'Run without max tokens' }],
  });
  await app.request(`${again.headers.get('Location')}?wait=10`);
  // Each run tries the other name once more: services change.
  expect(endpoint.requests).toHaveLength(4);
});

test('what a person set is never dropped: a refused temperature stays a refusal, and is not sent once more', async () => {
  const { app, endpoint } = faulty;
  endpoint.answerBy(refusing('temperature'));
  const { completion } = await ended(app, await start(app, { model: 'cold', temperature: 0.5 }));
  expect(completion).toMatchObject({
    status: 'failed',
    attempts: 1,
    error: { kind: 'parameter_refused', param: 'temperature' },
  });
  expect(endpoint.requests).toHaveLength(1);
});

test('a limit that is too large for the model is the person’s to change', async () => {
  const { app, endpoint } = faulty;
  const message = 'max_completion_tokens is too large: 900000. This model supports at most 16384 completion tokens.';
  endpoint.answerBy(() => refusal(400, { message, param: 'max_completion_tokens', code: 'invalid_value' }));
  const { completion } = await ended(app, await start(app, { model: 'short', max_completion_tokens: 900_000 }));
  expect(completion).toMatchObject({ status: 'failed', attempts: 1, error: { kind: 'parameter_refused' } });
});

test('a limit that was ignored is said on the answer, and goes under its other name afterwards', async () => {
  const { app, endpoint } = faulty;
  const names = new Set<string>();
  endpoint.answerBy((request) => {
    for (const name of ['max_tokens', 'max_completion_tokens']) if (name in bodyOf(request)) names.add(name);
    return names.size === 1
      ? answer('much longer than that', { usage: { prompt_tokens: 5, completion_tokens: 76 } })
      : answer('short', { usage: { prompt_tokens: 5, completion_tokens: 5 } });
  });
  const asked = { model: 'deaf', max_completion_tokens: 5 };
  const first = await ended(app, await start(app, asked));
  expect(first.words).toContain('Max tokens was ignored: 5 asked for, 76 given.');
  const second = await ended(app, await start(app, asked));
  expect(second.completion.usage?.output_tokens).toBe(5);
  expect(second.words).not.toContain('was ignored');
});
