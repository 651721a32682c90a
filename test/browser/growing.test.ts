import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Draft } from '../../src/domain/notebook/notebook.ts';
import { gate } from '../support/gate.ts';
import { openMenu } from '../support/menus.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { answer, textInParts, textThen } from '../support/scripts.ts';
import { newNotebook } from './new-notebook.ts';
import { onePage } from './one-page.ts';

let endpoint: ScriptedEndpoint;
beforeAll(async () => {
  endpoint = await startScriptedEndpoint();
});
afterAll(() => endpoint?.close());
// Fewer at once than a run has, so that some begin while the page already listens.
const shared = onePage(() => ({ endpoint, config: { concurrency: 4 } }));

const REST = ' And that is all.';

test('four temperatures typed once make four columns that are seen to grow, and are there after a reload', async () => {
  const { page } = shared;
  const more = [gate(), gate(), gate()] as const;
  endpoint.answerBy(() =>
    textInParts('Once upon a time', ...more.map(({ opened }, at) => ({ until: opened, text: ` part ${at + 1}` }))),
  );
  await newExperiment(page);
  await page.getByLabel('Temperatures').fill('0, 0.5, 1, 1.5');
  // By the pointer, right from the field: what is said below it while one is in it must not move Run away.
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.locator('.col .temp').nth(3).waitFor();
  await expect.poll(() => page.locator('.col .temp').allInnerTexts()).toEqual(['0', '0.5', '1', '1.5']);

  const first = page.locator('.col').first().locator('.answer .text').first();
  await first.filter({ hasText: 'Once upon a time' }).waitFor();
  let grown = 'Once upon a time';
  for (const [at, { open }] of more.entries()) {
    await expect.poll(() => first.textContent()).toBe(grown);
    open();
    grown = `${grown} part ${at + 1}`;
  }
  await page.getByText('Finished: 12 answers').waitFor();
  // Nothing was lost or doubled on the way.
  expect(new Set((await lastTexts()).values())).toEqual(new Set([grown]));
  const shown = await answersById(page);
  expect(new Set(shown.values())).toEqual(new Set([grown]));
  await page.reload();
  await page.getByText('Finished: 12 answers').waitFor();
  await expect.poll(() => answersById(page)).toEqual(shown);
  await expect.poll(() => page.getByLabel('Temperatures').inputValue()).toBe('0, 0.5, 1, 1.5');
});

test('a page reloaded in the middle of a run goes on where the run is, with no text doubled or lost', async () => {
  const { page } = shared;
  const { opened, open } = gate();
  endpoint.answerBy(() => textInParts('In the middle.', { until: opened, text: REST }));
  await startStory(page);
  await page.reload();
  await page.getByText(/^Running:/).waitFor();
  await page.locator('.answer .text', { hasText: 'In the middle.' }).first().waitFor();
  open();
  await page.getByText('Finished: 3 answers').waitFor();
  const whole = `In the middle.${REST}`;
  expect([...(await lastTexts()).values()]).toEqual([whole, whole, whole]);
  expect(new Set((await answersById(page)).values())).toEqual(new Set([whole]));
});

test('Stop ends a run at once and keeps what was said', async () => {
  const { page } = shared;
  endpoint.answerBy(() => textThen('So far', { hang: true }));
  await startStory(page);
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByText(/^Stopped: /).waitFor();
  await page.locator('.answer').first().getByText('stopped').first().waitFor();
  await expect.poll(() => page.locator('.answer .text').first().textContent()).toBe('So far');
  await expect.poll(() => page.getByRole('button', { name: 'Stop' }).count()).toBe(0);
});

test('Ctrl+Enter runs from the message that is being typed, where Esc stops nothing; outside of it, Esc stops', async () => {
  const { page } = shared;
  const { opened, open } = gate();
  endpoint.answerBy(() => textInParts('So far', { until: opened, text: REST }));
  await newExperiment(page, { samples: '1' });
  const message = page.getByLabel('User message');
  await message.press('Control+Enter');
  await page.locator('.answer .text:not(:empty)').first().waitFor();
  await message.press('Escape');
  // Had it stopped the run, the rest would not come.
  open();
  await page.getByText('Finished: 1 answer').waitFor();

  endpoint.answerBy(() => textThen('So far', { hang: true }));
  await message.press('Control+Enter');
  await page.getByText(/^Running:/).waitFor();
  await message.blur();
  await page.keyboard.press('Escape');
  await page.getByText(/^Stopped: /).waitFor();
});

test('what is typed while an edit is on its way neither undoes that edit nor is lost', async () => {
  const { page, server } = shared;
  endpoint.answerBy(() => answer('Hello.'));
  await newExperiment(page);
  const { opened, open } = gate();
  await page.route('**/experiments/*/messages', async (route) => {
    const response = await route.fetch();
    await opened;
    await route.fulfill({ response });
  });
  const arrived = page.waitForResponse((response) => response.url().endsWith('/messages'));
  await page.getByRole('button', { name: 'Add message' }).click();
  await page.getByLabel('User message', { exact: true }).fill('Typed meanwhile.');
  // As the pause in the typing would.
  await page.locator('form.editor').dispatchEvent('save');
  open();
  await arrived;
  await page.getByLabel('User message 1').fill('An earlier turn.');
  const id = Number(await page.locator('[data-experiment]').getAttribute('data-experiment'));
  const contents = async () => {
    const cell = await server.store.cells.experiment(id);
    return cell?.draft.prompt.messages.map(({ content }) => content);
  };
  await expect.poll(contents).toEqual(['An earlier turn.', 'Typed meanwhile.']);
  await page.unroute('**/experiments/*/messages');
});

test('what is pressed again and again while an answer is awaited is done as often, in its order', async () => {
  const { page } = shared;
  await newExperiment(page);
  const { opened, open } = gate();
  await page.route('**/experiments/*/{messages,examples}*', async (route) => {
    const response = await route.fetch();
    await opened;
    await route.fulfill({ response });
  });
  const addMessage = page.getByRole('button', { name: 'Add message' });
  const addExample = page.getByRole('button', { name: 'Add example' });
  for (const button of [addMessage, addMessage, addExample, addMessage, addExample, addExample]) await button.click();
  open();
  await expect.poll(() => page.locator('textarea[name=content]').count()).toBe(4);
  await expect.poll(() => page.locator('.ex').count()).toBe(3);
  await page.reload();
  await expect.poll(() => page.locator('textarea[name=content]').count()).toBe(4);
  await expect.poll(() => page.locator('.ex').count()).toBe(3);
  await page.unroute('**/experiments/*/{messages,examples}*');
});

test('a turn is deleted by its text, and the caret stays where somebody writes on', async () => {
  const { page } = shared;
  await newExperiment(page);
  for (const [place, text] of ['one', 'two', 'three'].entries()) {
    await page.getByRole('button', { name: 'Add message' }).click();
    // Until it is there, its place is that of the one that follows.
    await expect.poll(() => page.locator('textarea[name=content]').count()).toBe(place + 2);
    await page.locator('textarea[name=content]').nth(place).fill(text);
  }
  const { opened, open } = gate();
  await page.route('**/messages/*/deletion', async (route) => {
    const response = await route.fetch();
    await opened;
    await route.fulfill({ response });
  });
  for (const turn of [1, 2]) {
    await openMenu(page, `Actions for turn ${turn}`);
    await page.getByRole('button', { name: `Delete turn ${turn}` }).click();
  }
  const last = page.getByLabel('User message', { exact: true });
  await last.click();
  open();
  await expect.poll(() => contentsOf(page)).toEqual(['three', 'Tell me a story.']);
  await page.unroute('**/messages/*/deletion');

  const added = gate();
  await page.route('**/experiments/*/messages', async (route) => {
    const response = await route.fetch();
    await added.opened;
    await route.fulfill({ response });
  });
  await page.getByRole('button', { name: 'Add message' }).click();
  await last.click();
  await last.press('End');
  await page.keyboard.type(' It is');
  added.open();
  await expect.poll(() => page.locator('textarea[name=content]').count()).toBe(3);
  await page.keyboard.type(' short.');
  await expect.poll(() => contentsOf(page)).toEqual(['three', '', 'Tell me a story. It is short.']);
  await page.unroute('**/experiments/*/messages');
});

function contentsOf(on: Page): Promise<readonly string[]> {
  return on
    .locator('textarea[name=content]')
    .evaluateAll((all) => all.map((one) => (one as HTMLTextAreaElement).value));
}

async function newExperiment(on: Page, settings: Partial<Draft['settings']> = {}): Promise<void> {
  const address = await newNotebook(shared.server, 'Tell me a story.', {
    temperature: '0.7',
    max_completion_tokens: '120',
    ...settings,
  });
  await on.goto(address);
}

/** Runs, and waits for the first words. */
async function startStory(on: Page): Promise<void> {
  await newExperiment(on);
  await on.getByRole('button', { name: 'Run', exact: true }).click();
  await on.locator('.answer .text:not(:empty)').first().waitFor();
}

/** The answers on the page by the id of their completion. */
async function answersById(on: Page): Promise<ReadonlyMap<string, string>> {
  const answers = await on
    .locator('.answer')
    .evaluateAll((all) => all.map((one) => [one.id, one.querySelector('.text')?.textContent ?? ''] as const));
  return new Map(answers);
}

/** All answers of the last run, as the API has them. */
async function lastTexts(): Promise<ReadonlyMap<string, string>> {
  const { runs } = await (await fetch(`${shared.server.url}/api/v1/runs`)).json();
  const { completions } = await (await fetch(`${shared.server.url}/api/v1/runs/${runs[0].id}`)).json();
  return new Map(completions.map((one: { id: number; text: string }) => [`completion-${one.id}`, one.text]));
}
