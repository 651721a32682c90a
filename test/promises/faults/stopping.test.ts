import { expect, onTestFinished, test } from 'vitest';
import { SOON, start } from '../../support/asking-the-app.ts';
import { gate } from '../../support/gate.ts';
import { buildServer, newFolder, startServer } from '../../support/running-server.ts';
import { startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { textInParts } from '../../support/scripts.ts';

const STOPPING = 'Stopping: answers on their way have 8 s to end. Resume asks for the rest.';

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
