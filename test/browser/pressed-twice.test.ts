import { afterAll, beforeAll, expect, test } from 'vitest';
import { gate } from '../support/gate.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { answer } from '../support/scripts.ts';
import { newNotebook } from './new-notebook.ts';
import { onePage } from './one-page.ts';

let endpoint: ScriptedEndpoint;
beforeAll(async () => {
  endpoint = await startScriptedEndpoint({ answering: () => answer('Teal.') });
});
afterAll(() => endpoint?.close());
const shared = onePage(() => ({ endpoint }));

const ONCE = { temperature: '1', samples: '1', max_completion_tokens: '9' };

/** What was asked of the endpoint since it was looked at last. */
function asked(): readonly unknown[] {
  const bodies = endpoint.requests.map(({ body }) => (body as { readonly messages: readonly unknown[] }).messages[0]);
  endpoint.forget();
  return bodies;
}

const user = (content: string) => ({ role: 'user', content });

test('a double click on Run asks once, however soon the first click was answered', async () => {
  const { page, server } = shared;
  await page.goto(await newNotebook(server, 'Name a colour.', ONCE));
  await page.getByRole('button', { name: 'Run', exact: true }).dblclick();
  await page.getByText('Finished: 1 answer').waitFor();
  // A second run would have begun before this one, which is asked for afterwards.
  await page.getByLabel('User message').fill('Name a shape.');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('heading', { name: 'Run 2', exact: true }).waitFor();
  await page.getByText('Finished: 1 answer').waitFor();
  expect(asked()).toEqual([user('Name a colour.'), user('Name a shape.')]);
});

test('Run pressed again while its answer is awaited asks once more only for what was typed meanwhile', async () => {
  const { page, server } = shared;
  await page.goto(await newNotebook(server, 'Name a colour.', ONCE));
  const { opened, open } = gate();
  await page.route('**/experiments/*/runs', async (route) => {
    const response = await route.fetch();
    await opened;
    await route.fulfill({ response });
  });
  const message = page.getByLabel('User message');
  await message.press('Control+Enter');
  await message.press('Control+Enter');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await message.fill('Name a shape.');
  await message.press('Control+Enter');
  await message.press('Control+Enter');
  open();
  await expect.poll(() => endpoint.requests.length).toBe(2);
  await message.fill('Name a number.');
  // The second answer may be on its way to the page still.
  await page.unrouteAll({ behavior: 'wait' });
  await message.press('Control+Enter');
  await expect.poll(() => endpoint.requests.length).toBe(3);
  expect(asked()).toEqual(['Name a colour.', 'Name a shape.', 'Name a number.'].map(user));
});

test('Ctrl+Enter that is held down asks once', async () => {
  const { page, server } = shared;
  await page.goto(await newNotebook(server, 'Name a colour.', ONCE));
  await page.getByLabel('User message').focus();
  await page.keyboard.down('Control');
  for (let times = 0; times < 5; times++) await page.keyboard.down('Enter');
  await page.keyboard.up('Enter');
  await page.keyboard.up('Control');
  await page.getByText('Finished: 1 answer').waitFor();
  await page.getByLabel('User message').fill('Name a shape.');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect.poll(() => endpoint.requests.length).toBe(2);
  expect(asked()).toEqual([user('Name a colour.'), user('Name a shape.')]);
});

test('a double click on Run on cases asks each case once', async () => {
  const { page, server } = shared;
  const address = await newNotebook(server, 'Name a {{thing}}.', ONCE);
  await page.goto(address);
  const id = Number(await page.locator('[data-experiment]').first().getAttribute('data-experiment'));
  await server.store.cases.keep(id, [{ input: { variables: { thing: 'tree' } }, expected: null, name: null }]);
  await page.goto(`${server.url}/experiments/${id}/cases`);
  await page.getByRole('button', { name: 'Run on cases' }).dblclick();
  await page.waitForURL('**/runs/*/matrix');
  await expect.poll(() => endpoint.requests.length).toBe(1);
  await page.goto(address);
  await page.getByRole('heading', { name: /^Run \d+$/ }).waitFor();
  const notebook = Number(address.split('/').at(-1));
  expect(await server.store.runs.list({ before: null, limit: 9, notebook })).toHaveLength(1);
  expect(asked()).toEqual([user('Name a tree.')]);
});
