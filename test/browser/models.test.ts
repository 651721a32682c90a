import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../src/domain/notebook/notebook.ts';
import { EMPTY_PROMPT } from '../../src/domain/prompt/prompt.ts';
import { seriousFindingsInBoth } from '../support/axe.ts';
import { modelSearch, pickModels } from '../support/models.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { answer } from '../support/scripts.ts';
import { onePage } from './one-page.ts';

const shared = onePage(() => ({ config: { practiceRate: 0 } }));
let groq: ScriptedEndpoint;
let own: ScriptedEndpoint;

beforeAll(async () => {
  groq = await startScriptedEndpoint({
    models: ['llama-3', 'llama-3-2024-01-01', 'gemma-2'],
    answering: () => answer('Groq.'),
  });
  own = await startScriptedEndpoint({ models: ['llama-3', 'qwen-3'], answering: () => answer('Own.') });
});
afterAll(async () => {
  await groq.close();
  await own.close();
});

async function newExperiment() {
  const { page, server } = shared;
  if (server.deps.provider.connection('groq') === null) {
    for (const [name, endpoint] of [
      ['Groq', groq],
      ['Own', own],
    ] as const) {
      const body = { name, preset: 'other', base_url: endpoint.baseUrl, key: 'CANARY-key-1111' };
      const headers = { 'Content-Type': 'application/json' };
      const made = await fetch(`${server.url}/api/v1/connections`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers,
      });
      expect(made.status).toBe(201);
    }
  }
  const notebook = await server.store.notebooks.create('Models');
  const draft = { prompt: EMPTY_PROMPT, settings: { ...DEFAULT_SETTINGS, model: 'practice/practice' } };
  await server.store.cells.addExperiment(notebook.id, { title: 'Test', draft });
  await page.goto(`${server.url}/notebooks/${notebook.id}`);
  await page.getByLabel('User message').fill('Who is speaking?');
  await page.getByLabel('Temperatures').fill('0');
  await page.getByLabel('Samples').fill('1');
  return { page, server, field: modelSearch(page), chips: page.locator('.picker .chip .name-of') };
}

test('models of two connections are searched, picked and removed by keyboard alone, and asked in one run', async () => {
  const { page, server, field, chips } = await newExperiment();
  await field.press('Backspace');
  await field.pressSequentially('llama');
  const options = page.locator('.model-panel [role="option"]');
  await expect
    .poll(() => options.evaluateAll((all) => all.map((one) => one.getAttribute('data-key'))))
    .toEqual(['groq/llama-3', 'own/llama-3', 'groq/llama', 'own/llama']);
  await field.press('Enter');
  await expect.poll(() => chips.allTextContents()).toEqual(['llama-3']);
  await field.pressSequentially('own llama-3');
  await expect.poll(() => options.first().getAttribute('data-key')).toBe('own/llama-3');
  await field.press('Enter');
  await field.pressSequentially('gemma');
  await expect.poll(() => options.first().getAttribute('data-key')).toBe('groq/gemma-2');
  await field.press('Enter');
  await expect.poll(() => chips.allTextContents()).toEqual(['llama-3', 'llama-3', 'gemma-2']);
  expect(await seriousFindingsInBoth(page)).toEqual([]);
  await field.press('Escape');
  await expect.poll(() => field.getAttribute('aria-expanded')).toBe('false');
  // The field is still in focus: Escape closed the list alone.
  await field.press('Backspace');
  await expect.poll(() => chips.allTextContents()).toEqual(['llama-3', 'llama-3']);
  await page.getByText('Saved', { exact: true }).waitFor();
  await page.reload();
  await expect.poll(() => page.locator('.picker .chip').allInnerTexts()).toEqual(['Groq\nllama-3', 'Own\nllama-3']);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  for (const text of ['Groq.', 'Own.']) await page.locator('.answer .text', { hasText: text }).first().waitFor();
  const { runs } = (await (await fetch(`${server.url}/api/v1/runs?limit=1`)).json()) as { runs: { id: number }[] };
  const run = (await (await fetch(`${server.url}/api/v1/runs/${runs[0]?.id}?wait=5`)).json()) as {
    completions: readonly { connection: string; model: string; text: string }[];
  };
  expect(run.completions.map(({ connection, model, text }) => [connection, model, text])).toEqual([
    ['groq', 'llama-3', 'Groq.'],
    ['own', 'llama-3', 'Own.'],
  ]);
});

test('an id that no list names can be picked and is said to be unlisted; what is searched for is not saved', async () => {
  const { page, server, field } = await newExperiment();
  await pickModels(page, 'own/my-finetune');
  await page.locator('.chip', { hasText: 'not listed' }).waitFor();
  await field.fill('nothing to be kept');
  await page.getByText('Saved', { exact: true }).waitFor();
  const [notebook] = await server.store.notebooks.list('Models');
  await expect
    .poll(async () => {
      const [cell] = (await server.store.cells.list(notebook?.id ?? 0)).slice(-1);
      return cell?.kind === 'experiment' ? cell.draft.settings.model : null;
    })
    .toBe('own/my-finetune');
  await page.reload();
  await expect.poll(() => page.locator('.picker .chip').innerText()).toMatch(/my-finetune\s+not listed/);
});

test('favourites come first, by mouse and by key, on a phone as well', async () => {
  const { page, server, field } = await newExperiment();
  await page.setViewportSize({ width: 390, height: 844 });
  await field.click();
  const option = page.locator('[role="option"][data-key="own/qwen-3"]');
  await option.locator('[data-star]').click();
  await page.locator('[role="option"][data-key="own/qwen-3"][data-favourite="true"]').waitFor();
  const first = page.getByRole('group', { name: 'Favourites' }).locator('[role="option"]').first();
  await expect.poll(() => first.getAttribute('data-key')).toBe('own/qwen-3');
  expect(server.deps.favourites.has({ connection: 'own', model: 'qwen-3' })).toBe(true);
  await field.pressSequentially('qwen');
  await expect.poll(() => page.locator('.model-panel [role="option"]').count()).toBe(3);
  await field.press('Shift+Enter');
  await expect.poll(() => server.deps.favourites.has({ connection: 'own', model: 'qwen-3' })).toBe(false);
  const panel = await page.locator('.model-panel').boundingBox();
  expect((panel?.x ?? -1) >= 0 && (panel?.x ?? 0) + (panel?.width ?? 999) <= 390).toBe(true);
  expect((panel?.y ?? -1) >= 0 && (panel?.y ?? 0) + (panel?.height ?? 999) <= 844).toBe(true);
  expect(await seriousFindingsInBoth(page)).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 720 });
});
