import { expect, test } from 'vitest';
import { faultyApp, runWith } from '../../support/asking-the-app.ts';
import { json, wholeAnswer } from '../../support/scripts.ts';

const faulty = faultyApp();

const reporting = (usage: object) => json({ ...(wholeAnswer('Hello there') as object), usage });

/** gpt-4o-mini: 150,000 pico-dollars a token in, 600,000 out. "Hi" as the only message has 8 tokens, "Hello there" 2. */
test.each([
  ['the input', { prompt_tokens: null, completion_tokens: 7 }, { input_tokens: 8, output_tokens: 7 }, '5400000'],
  ['an input of 0', { prompt_tokens: 0, completion_tokens: 7 }, { input_tokens: 8, output_tokens: 7 }, '5400000'],
  ['the output', { prompt_tokens: 20, completion_tokens: null }, { input_tokens: 20, output_tokens: 2 }, '4200000'],
  [
    'the output beside its thinking',
    { prompt_tokens: 20, completion_tokens: null, completion_tokens_details: { reasoning_tokens: 30 } },
    { input_tokens: 20, output_tokens: 32, reasoning_tokens: 30 },
    '22200000',
  ],
  [
    'an input that is longer than our count, by what was cached of it,',
    { prompt_tokens: null, completion_tokens: 7, prompt_tokens_details: { cached_tokens: 40 } },
    { input_tokens: 40, cached_input_tokens: 40, output_tokens: 7 },
    '7200000',
  ],
])('%s that the endpoint left out is counted here, and the cost is an estimate', async (_, usage, counted, cost) => {
  const { completion } = await runWith(faulty, reporting(usage));
  expect(completion).toMatchObject({
    status: 'done',
    usage: { ...counted, source: 'estimated' },
    cost: { picodollars: cost, source: 'estimated' },
  });
});

test('what is left of the total needs no count of ours', async () => {
  const { completion } = await runWith(
    faulty,
    reporting({ prompt_tokens: null, completion_tokens: 7, total_tokens: 27 }),
  );
  expect(completion).toMatchObject({
    usage: { input_tokens: 20, output_tokens: 7, source: 'reported' },
    cost: { picodollars: '7200000', source: 'computed' },
  });
});

test('the answer says that not all of its usage was reported', async () => {
  const { completion } = await runWith(faulty, reporting({ prompt_tokens: null, completion_tokens: 7 }));
  const sheet = await (await faulty.app.request(`/completions/${completion.id}/cost`)).text();
  expect(sheet).toContain('The endpoint did not report all of the usage: what it left out was counted by Tempera.');
});
