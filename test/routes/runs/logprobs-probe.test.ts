import { expect, onTestFinished, test } from 'vitest';
import { runJson, start, wordsOf } from '../../support/asking-the-app.ts';
import { startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answerOf, chunk, type Script } from '../../support/scripts.ts';
import { testApp } from '../../support/test-app.ts';

const LIKELY = { red: 0.7, blue: 0.2, green: 0.05 };

/** One token with its likeliest alternatives, as a server that applies `exponent` before it reports. */
function oneToken(exponent: number): Script {
  const weights = Object.entries(LIKELY).map(([token, p]) => [token, p ** exponent] as const);
  const sum = exponent === 1 ? 1 : weights.reduce((total, [, weight]) => total + weight, 0);
  const top = weights.map(([token, weight]) => ({ token, logprob: Math.log(weight / sum) }));
  const logprobs = { content: [{ ...top[0], top_logprobs: top }] };
  const [head, role, ...rest] = answerOf([]).steps;
  if (head === undefined || role === undefined) throw new Error('An answer has a head and a role.');
  return { steps: [head, role, { event: chunk({ content: 'red' }, { logprobs }) }, ...rest] };
}

const temperatureOf = (body: unknown) => (body as { readonly temperature?: number }).temperature;

/** An app with one answer that has its token probabilities, on an endpoint that tempers them or does not. */
async function answeredOn(scale: 'raw' | 'tempered', temperature: number | null) {
  const endpoint = await startScriptedEndpoint();
  onTestFinished(() => endpoint.close());
  endpoint.answerBy(({ body }) => oneToken(scale === 'raw' ? 1 : 1 / (temperatureOf(body) ?? 1)));
  const app = await testApp({ endpoint, now: () => new Date('2026-11-22T12:00:00Z') });
  const run = await start(app, { temperature, samples: 1, logprobs: true, top_logprobs: 5 });
  const { completions } = await runJson(app, run, 15);
  return { app, endpoint, completion: completions[0]?.id ?? 0 };
}

type Answered = Awaited<ReturnType<typeof answeredOn>>;

async function probed({ app, completion }: Answered): Promise<string> {
  const agreed = await app.send('POST', `/completions/${completion}/probes`, { key: 'once' });
  expect(agreed.status).toBe(200);
  const [latest] = await app.store.runs.list({ before: null, limit: 1, notebook: null });
  await app.deps.runner.wait(latest?.id ?? 0, 10_000);
  return wordsOf(app, `/completions/${completion}/tokens`);
}

test('the probe is offered with its cost under the tokens of an answer, and nothing is sent before it is agreed to', async () => {
  const { app, endpoint, completion } = await answeredOn('raw', 1);
  expect(await wordsOf(app, `/completions/${completion}/tokens`)).toMatch(/Not known whether.*Detect by a probe…/);
  const offer = await wordsOf(app, `/completions/${completion}/probe`);
  expect(offer).toContain('2 requests of 16 tokens in and at most 16 tokens out');
  // 2 x (16 x $0.15 + 16 x $0.60) / 1,000,000.
  expect(offer).toContain('At most $0.000024.');
  expect(endpoint.requests).toHaveLength(1);
});

test('logprobs that are the same at two temperatures are raw, and the page says so with the date', async () => {
  const answered = await answeredOn('raw', 0.5);
  expect(await probed(answered)).toContain(
    'Raw: on 2026-11-22 a probe of gpt-4o-mini saw logprobs of 3 tokens differ by at most 0.000 between temperatures 0.5 and 1',
  );
  const { app, endpoint, completion } = answered;
  const sent = endpoint.requests.slice(1).map(({ body }) => body);
  expect(sent.map(temperatureOf)).toEqual([0.5, 1]);
  expect(sent[0]).toMatchObject({ logprobs: true, top_logprobs: 5 });
  // 0.7, 0.2, 0.05 at T = 2, worked out from 1 although the answer was asked at 0.5.
  expect(await wordsOf(app, `/completions/${completion}/what-if?temperature=2`)).toContain('red 70.0% → 55.5%');
  expect(await wordsOf(app, '/models')).toContain('logprobs found raw by the probe of 2026-11-22');

  await app.send('POST', `/completions/${completion}/probes`, { key: 'once' });
  expect(endpoint.requests).toHaveLength(3);
});

test('from logprobs that were tempered at 0.5, other temperatures are worked out with the exponent 0.5 / T', async () => {
  const answered = await answeredOn('tempered', 0.5);
  expect(await probed(answered)).toMatch(/0\.5 as reported.*Tempered: on 2026-11-22.*This answer was asked at 0\.5/);
  const { app, completion } = answered;
  // Reported at 0.5: 0.920188, 0.075117, 0.004695; at 1 again what the model gave, over the listed tokens.
  expect(await wordsOf(app, `/completions/${completion}/what-if?temperature=1`)).toMatch(
    /red 92\.0% → 73\.7%.*blue.*7\.5% → 21\.1%/,
  );
});

test('from logprobs that were tempered at 0 nothing is worked out', async () => {
  const answered = await answeredOn('raw', 0);
  answered.endpoint.answerBy(({ body }) => oneToken(1 / (temperatureOf(body) ?? 1)));
  const words = await probed(answered);
  expect(words).toContain('probabilities say nothing about other temperatures');
  expect(words).not.toContain('What if the temperature were');
});

test('a probe that gets no probabilities says that it does not know, and the assumption stays', async () => {
  const answered = await answeredOn('raw', 1);
  answered.endpoint.answerBy(() => answerOf(['banana']));
  expect(await probed(answered)).toMatch(/Unknown: .* got no probabilities of the same token twice.*are taken to be/);
});

test('the built-in model reports raw logprobs', async () => {
  const app = await testApp();
  const asked = {
    model: 'practice',
    connection: 'practice',
    temperature: 1,
    samples: 1,
    logprobs: true,
    top_logprobs: 5,
  };
  const run = await start(app, asked);
  const { completions } = await runJson(app, run, 15);
  const completion = completions[0]?.id ?? 0;
  expect(await wordsOf(app, `/completions/${completion}/probe`)).toContain('Free.');
  await app.send('POST', `/completions/${completion}/probes`);
  await app.deps.runner.wait(run + 1, 10_000);
  expect(await wordsOf(app, `/completions/${completion}/tokens`)).toContain('Raw: on ');
});
