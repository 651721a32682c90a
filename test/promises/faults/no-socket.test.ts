import { expect, onTestFinished, test } from 'vitest';
import { type EndpointFetch, networkFetch } from '../../../src/provider/network/endpoint-fetch.ts';
import { runJson, SOON, start, wordsOf } from '../../support/asking-the-app.ts';
import { startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answer } from '../../support/scripts.ts';
import { testApp } from '../../support/test-app.ts';

/** The network of a computer that has no socket left for the first requests. */
function crowded(refusals: { left: number }): EndpointFetch {
  const network = networkFetch({ connectMs: 2_000, plainHttp: true });
  return {
    ...network,
    fetch: (input, init) => {
      if (refusals.left === 0) return network.fetch(input, init);
      refusals.left -= 1;
      return Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code: 'EMFILE' } }));
    },
  };
}

test('a request for which there is no socket waits its turn, says so, and is neither an attempt nor counted as sent', async () => {
  const endpoint = await startScriptedEndpoint();
  onTestFinished(() => endpoint.close());
  endpoint.answerBy(() => answer('Here you are.'));
  const refusals = { left: Number.POSITIVE_INFINITY };
  const app = await testApp({ endpoint, network: crowded(refusals) });
  const id = await start(app);
  await expect
    .poll(() => wordsOf(app, `/runs/${id}`), SOON)
    .toMatch(/no free socket .*waits its turn.*Trying again at/);
  // One more than the attempts that a failure would have had.
  refusals.left = 3;
  const run = await runJson(app, id, 20);
  expect(run.completions).toMatchObject([{ status: 'done', text: 'Here you are.', attempts: 1, error: null }]);
  expect(endpoint.requests).toHaveLength(1);
  const { spent, reserved } = app.deps.ledger.today();
  expect([spent.requests, reserved.requests]).toEqual([1n, 0n]);
});
