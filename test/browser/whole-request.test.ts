import { afterAll, expect, test } from 'vitest';
import { seriousFindings } from '../support/axe.ts';
import { startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { answer, chunk } from '../support/scripts.ts';
import { tinyImage } from '../support/tiny-images.ts';
import { newNotebook } from './new-notebook.ts';
import { onePage } from './one-page.ts';

const endpoint = await startScriptedEndpoint();
const own = onePage(() => ({ endpoint }));
afterAll(() => endpoint.close());

/** A new notebook with a question for the scripted endpoint, asked once. */
async function newQuestion(text: string) {
  const { page, server } = own;
  await page.goto(await newNotebook(server, text, { temperature: 'not sent', samples: '1' }));
  return page;
}

const SCHEMA = '{"type": "object", "properties": {"city": {"type": "string"}, "year": {"type": "integer"}}}';

test('a schema is asked about while it is typed; an answer that fails one field says which, and it all survives a reload', async () => {
  const page = await newQuestion('Which city?');
  endpoint.enqueue(answer('{"city": "Rome", "year": "long ago"}'));
  await page.getByText('More settings').click();
  const schema = page.getByLabel('JSON Schema', { exact: true });
  await expect.poll(() => schema.isVisible()).toBe(false);
  await page.getByLabel('Response format').selectOption('JSON Schema');
  await schema.fill('{"type": "objekt"}');
  await page.locator('[id$="error-response_schema"]', { hasText: 'cannot be used' }).waitFor();
  await schema.fill(SCHEMA);
  await page.getByLabel('Stop sequences').fill('END\n\\n');
  await page.getByLabel('Extra body').fill('{"top_k": 5}');
  await page.getByLabel('Service tier').fill('flex');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const misfit = page.getByRole('list', { name: 'Fields that do not fit' });
  await misfit.waitFor();
  await expect.poll(() => misfit.innerText()).toBe('year must be integer');
  expect(endpoint.requests.at(-1)?.body).toMatchObject({
    response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: JSON.parse(SCHEMA) } },
    stop: ['END', '\n'],
    top_k: 5,
    service_tier: 'flex',
  });
  expect(await seriousFindings(page)).toEqual([]);
  await page.reload();
  await page.getByText('More settings').click();
  await expect.poll(() => page.getByLabel('JSON Schema', { exact: true }).inputValue()).toBe(SCHEMA);
  await expect.poll(() => page.getByLabel('Stop sequences').inputValue()).toBe('END\n\\n');
  await expect.poll(() => misfit.innerText()).toBe('year must be integer');
});

const WEATHER =
  '[{"name": "get_weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}]';

test('a call streams in with its arguments, is answered by a typed result, and the conversation goes on', async () => {
  const page = await newQuestion('Weather in Rome?');
  const piece = (fields: object) => ({ event: chunk({ tool_calls: [{ index: 0, ...fields }] }) });
  let goOn = () => {};
  const seen = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  endpoint.enqueue({
    steps: [
      piece({ id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{"city": ' } }),
      { until: seen },
      piece({ function: { arguments: '"Rome"}' } }),
      { event: chunk({}, { finishReason: 'tool_calls' }) },
    ],
  });
  await page.getByText('More settings').click();
  await page.getByLabel('Functions', { exact: true }).fill(WEATHER);
  await page.getByLabel('Fixed results').fill('{"get_weather": {"sky": "grey"}}');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const calls = page.locator('.answer').getByRole('list', { name: 'Function calls' });
  await calls.getByText('{"city":').waitFor();
  goOn();
  await calls.locator('dd', { hasText: 'Rome' }).waitFor();
  await expect.poll(() => calls.innerText()).toMatch(/get_weather\s+city\s+Rome/);
  await page.getByText('Go on with a result').click();
  await page.getByLabel('Result of get_weather').fill('It is {{sunny}}.');
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Add to the conversation' }).click();
  const result = page.getByLabel('Tool message 3');
  await result.waitFor();
  endpoint.enqueue(answer('Sunny, then.'));
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.locator('.answer', { hasText: 'Sunny, then.' }).waitFor();
  expect(endpoint.requests.at(-1)?.body).toMatchObject({
    messages: [
      { role: 'user', content: 'Weather in Rome?' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{"city": "Rome"}' } },
        ],
      },
      { role: 'tool', content: 'It is {{sunny}}.', tool_call_id: 'call_1' },
    ],
  });
  await page.reload();
  await expect.poll(() => result.inputValue()).toBe('It is \\{{sunny}}.');
  await page.getByRole('button', { name: 'Add message' }).click();
  await page.getByLabel('User message', { exact: true }).fill('And in Oslo?');
  await expect.poll(() => page.locator('textarea[name=content]').count()).toBe(4);
});

test('an image is uploaded into a message, shown with its measures, sent, and there again after a reload', async () => {
  const page = await newQuestion('What is this?');
  endpoint.enqueue(answer('A red square.'));
  await page.getByLabel('User message').focus();
  await page.getByText('Add image').click();
  const bytes = tinyImage('png');
  await page.locator('input[type=file]').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: bytes });
  const image = page.locator('.message .images img');
  await image.waitFor();
  await expect.poll(() => page.locator('.message .images').innerText()).toContain('2 × 3, 1 kB');
  await page.waitForFunction(() => (document.querySelector('.images img') as HTMLImageElement).naturalWidth === 2);
  await page.getByLabel('User message').focus();
  await page.getByText('Add image').click();
  await page.getByLabel('or a link, which the service fetches').fill('https://example.com/b.png');
  await page.getByRole('button', { name: 'Add link' }).click();
  await page.getByRole('link', { name: 'https://example.com/b.png' }).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.locator('.answer', { hasText: 'A red square.' }).waitFor();
  const url = `data:image/png;base64,${bytes.toString('base64')}`;
  expect(endpoint.requests.at(-1)?.body).toMatchObject({
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url } },
          { type: 'image_url', image_url: { url: 'https://example.com/b.png' } },
        ],
      },
    ],
  });
  await page.reload();
  await image.waitFor();
  await page.getByRole('button', { name: 'Remove image 1' }).click();
  await image.waitFor({ state: 'detached' });
  await expect.poll(() => page.getByRole('link', { name: 'https://example.com/b.png' }).count()).toBe(1);
});

test('a column is added on demand, one setting of it after the other, and its head says what differs', async () => {
  const page = await newQuestion('Which one?');
  endpoint.answerBy(({ body }) =>
    answer((body as { temperature?: number }).temperature === 0.2 ? '{"city": 2}' : 'First.'),
  );
  await page.getByText('More settings').click();
  await page.getByRole('button', { name: 'Add column' }).click();
  const column = page.getByRole('group', { name: 'Added column 1' });
  await column.locator('input[name="added_columns.model"]:focus').fill('gpt-4.1-mini');
  expect(await column.getByLabel('Temperature').isVisible()).toBe(false);
  const change = async (setting: string) => {
    await column.getByText('Change a setting').click();
    await column.getByRole('button', { name: setting, exact: true }).click();
  };
  await change('Temperature');
  await column.locator('input[name="added_columns.temperature"]:focus').fill('9');
  await column.getByText('9 is outside 0 to 2').waitFor();
  await column.getByLabel('Temperature').fill('0.2');
  await change('Response format');
  await column.getByLabel('Response format').selectOption('JSON Schema');
  await column.getByText('write the schema').waitFor();
  await column.getByLabel('JSON Schema').fill('{"properties": {"city": {"type": "string"}}}');
  await page.locator('summary', { hasText: '2 requests' }).waitFor();
  await page.getByText('1 temperature as columns + 1 added column.').waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText('must be string').waitFor();
  const head = 'model gpt-4.1-mini · temperature 0.2 · response format JSON Schema of city';
  await expect.poll(() => page.locator('.col h4 .temp').allInnerTexts()).toEqual(['not sent', head]);
  await page.reload();
  await page.getByText('More settings').click();
  await expect.poll(() => column.getByLabel('Model').inputValue()).toBe('gpt-4.1-mini');
  await column.getByLabel('JSON Schema').waitFor();
  expect(await column.getByLabel('Stop sequences').isVisible()).toBe(false);
  await column.getByRole('button', { name: 'Remove added column 1' }).click();
  await column.waitFor({ state: 'detached' });
});

test('a promptfoo configuration is shown when its file is chosen, before a notebook is made of it', async () => {
  const { page, server } = own;
  await page.goto(server.url);
  await page.getByText('Import', { exact: true }).click();
  const config =
    'prompts: ["Mood of {{text}}?"]\nproviders: [openai:chat:gpt-4.1-mini]\ntests: [{vars: {text: Great}}]\n';
  const file = { name: 'promptfooconfig.yaml', mimeType: 'application/yaml', buffer: Buffer.from(config) };
  await page.getByLabel('Notebook file').setInputFiles(file);
  await page.getByText('Mood of {{text}}?').waitFor();
  await expect.poll(() => page.locator('#import-found').innerText()).toContain('1 case');
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Import notebook' }).click();
  await page.getByText('Mood of').first().waitFor();
  expect(new URL(page.url()).pathname).toMatch(/^\/notebooks\/\d+$/);
});
