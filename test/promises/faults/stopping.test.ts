import { expect, onTestFinished, test } from 'vitest';
import { runJson, SOON, start } from '../../support/asking-the-app.ts';
import { gate } from '../../support/gate.ts';
import { buildServer, newFolder, startServer } from '../../support/running-server.ts';
import { startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { textInParts, textThen } from '../../support/scripts.ts';

const STOPPING =
  'Stopping: answers on their way have 8 s to end. Resume asks for the rest. Ctrl+C again stops at once.';

test('a server that is stopped in the middle of an answer says that it waits, and ends once the answer has', async () => {
  buildServer();
  const { folder, remove } = newFolder();
  const { opened, open } = gate();
  const endpoint = await startScriptedEndpoint({
    answering: () => textInParts('Half', { until: opened, text: ' and half.' }),
  });
  onTestFinished(() => endpoint.close());
  onTestFinished(remove);
  const env = { OPENAI_API_KEY: 'sk-test-0000', OPENAI_BASE_URL: endpoint.baseUrl };

  const server = await startServer({ folder, env });
  onTestFinished(() => server.stop());
  await start(server, { samples: 1 });
  await expect.poll(() => endpoint.requests.length, SOON).toBe(1);
  server.kill('SIGINT');
  await expect.poll(server.output, SOON).toContain(STOPPING);
  open();
  expect(await server.exited).toBe(0);

  const idle = await startServer({ folder, env });
  onTestFinished(() => idle.stop());
  // Once it answers, it listens to signals as well.
  await idle.request('/healthz');
  idle.kill('SIGINT');
  expect(await idle.exited).toBe(0);
  expect(idle.output()).not.toContain('Stopping');
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('asked again by %s, it ends at once with %i, and keeps what was said so far', async (signal, code) => {
  buildServer();
  const { folder, remove } = newFolder();
  const endpoint = await startScriptedEndpoint({ answering: () => textThen('Half of it', { hang: true }) });
  onTestFinished(() => endpoint.close());
  onTestFinished(remove);
  const env = { OPENAI_API_KEY: 'sk-test-0000', OPENAI_BASE_URL: endpoint.baseUrl };

  const server = await startServer({ folder, env });
  onTestFinished(() => server.stop());
  const run = await start(server, { samples: 2 });
  const texts = async () => (await runJson(server, run)).completions.map(({ text }) => text);
  await expect.poll(texts, SOON).toEqual(['Half of it', 'Half of it']);
  // One press under npm: the terminal sends the signal, and npm passes it on.
  server.kill(signal);
  server.kill(signal);
  await expect.poll(server.output, SOON).toContain(STOPPING);
  let ended: number | null | undefined;
  void server.exited.then((exitCode) => {
    ended = exitCode;
  });
  const asked = performance.now();
  const pressed = () => {
    if (ended === undefined) server.kill(signal);
    return ended;
  };
  await expect.poll(pressed, { ...SOON, interval: 100 }).toBe(code);
  expect(performance.now() - asked).toBeGreaterThan(300);
  expect(performance.now() - asked).toBeLessThan(6_000);

  const again = await startServer({ folder });
  onTestFinished(() => again.stop());
  const { completions } = await runJson(again, run);
  expect(completions.map(({ status, text }) => [status, text])).toEqual([
    ['interrupted', 'Half of it'],
    ['interrupted', 'Half of it'],
  ]);
});
