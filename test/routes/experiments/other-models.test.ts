import { expect, onTestFinished, test } from 'vitest';
import { typedColumnsText } from '../../../src/domain/run/added-columns.ts';
import { formOf, newExperiment } from '../../support/pages.ts';
import { startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { type TestApp, testApp } from '../../support/test-app.ts';

const words = (html: string) =>
  html
    .replace(/<(script|style|select)[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

/** gpt-4o-mini asked twice at four temperatures, at most 200 tokens. */
async function appWithExperiment() {
  const server = await startScriptedEndpoint();
  onTestFinished(() => server.close());
  const app = await testApp({ endpoint: server });
  const fields = {
    model: 'openai/gpt-4o-mini',
    content: 'Hello!',
    temperature: '0, 0.3, 0.7, 1.2',
    samples: '5',
    max_completion_tokens: '200',
  };
  const { experiment } = await newExperiment(app);
  await app.send('PUT', `/experiments/${experiment}/draft`, { ...(await formOf(app, experiment)), ...fields });
  return { app, experiment, path: `/experiments/${experiment}/other-models` };
}

async function rows(app: TestApp, path: string): Promise<readonly string[]> {
  const html = await (await app.request(path)).text();
  return [...html.matchAll(/<tr><th scope="row">[\s\S]*?<\/tr>/g)].map(([row]) => words(row).trim());
}

test('the run stands beside five other models until somebody chooses, each with its own count of tokens', async () => {
  const { app, path } = await appWithExperiment();
  const shown = await rows(app, path);
  expect(shown).toHaveLength(6);
  // 20 x (9 x .15 + 200 x .6) and 20 x (9 x .25 + 200 x 2), in millionths.
  expect(shown[0]).toMatch(/^gpt-4o-mini \(this run\) 9 – \$0\.00243 – \$2\.43/);
  expect(shown[1]).toMatch(/^gpt-5-mini 9 – \$0\.00805 – \$8\.05/);
  expect(shown[3]).toMatch(/^claude-haiku-4-5 about /);
  expect(shown[5]).toMatch(/^gpt-4\.1 9 /);
});

test('a model is taken out and another put in, up to five; the choice is kept', async () => {
  const { app, path } = await appWithExperiment();
  const add = (other_model: string) => app.send('POST', path, { other_model });
  const full = await add('list:openai/gpt-4.1-mini');
  expect([full.status, words(await full.text())]).toEqual([422, expect.stringContaining('remove one first')]);
  await app.send('POST', `${path}/deletion`, { without: 'list:openai/gpt-5' });
  expect((await rows(app, path)).some((row) => row.startsWith('gpt-5 '))).toBe(false);
  const twice = await add('list:openai/gpt-5-mini');
  expect(words(await twice.text())).toContain('That one is there already.');
  const unknown = await add('list:openai/gpt-99');
  expect([unknown.status, words(await unknown.text())]).toEqual([422, expect.stringContaining('no known price')]);
  expect((await add('list:openai/gpt-4.1-mini')).status).toBe(200);
  expect((await rows(app, path)).at(-1)).toMatch(/^gpt-4\.1-mini 9 /);
  expect(await app.store.settings.get('compared_models')).toContain('list:openai/gpt-4.1-mini');
});

test('once it is open, each save brings it along; before, none does', async () => {
  const { app, experiment } = await appWithExperiment();
  const save = async (more: Readonly<Record<string, string>>) => {
    const form = { ...(await formOf(app, experiment)), ...more };
    return await (await app.send('PUT', `/experiments/${experiment}/draft`, form)).text();
  };
  expect(await save({ content: 'Hello there!' })).not.toContain('other-models"');
  expect(await save({ content: 'Hello you!', compared: '1' })).toContain(
    `hx-target="#experiment-${experiment}-other-models"`,
  );
  expect(words(await save({ samples: 'many', compared: '1' }))).toContain('Mend what is marked above first.');
});

test('without max tokens each model is bounded by its own limit, or by none that is known', async () => {
  const { app, experiment, path } = await appWithExperiment();
  const form = { ...(await formOf(app, experiment)), max_completion_tokens: '' };
  await app.send('PUT', `/experiments/${experiment}/draft`, form);
  const shown = await rows(app, path);
  // 20 x (9 x .25 + 128,000 x 2) millionths.
  expect(shown[1]).toContain('$5.12');
  expect(shown[3]).toMatch(/^claude-haiku-4-5 .*no bound known/);
});

test('added columns count: on another model too, where they change more than the model', async () => {
  const { app, experiment, path } = await appWithExperiment();
  const columns = [{ model: 'gpt-4.1' }, { max_completion_tokens: '1000', model: 'gpt-4.1' }];
  const cell = await app.store.cells.experiment(experiment);
  if (cell === null) throw new Error('no experiment');
  const settings = { ...cell.draft.settings, added_columns: typedColumnsText(columns) };
  await app.store.cells.saveDraft(experiment, { ...cell.draft, settings });
  const shown = await rows(app, path);
  // Of gpt-4o-mini as ever, and 5 x (2 x 9 x 2 + (200 + 1,000) x 8) millionths of gpt-4.1.
  expect(shown[0]).toMatch(/^gpt-4o-mini, gpt-4\.1 \(this run\) 9 – \$0\.0506 /);
  // 5 x (5 x 9 x .25 + (4 x 200 + 1,000) x 2), in millionths.
  expect(shown[1]).toMatch(/^gpt-5-mini 9 – \$0\.0181 /);
  expect(words(await (await app.request(path)).text())).toContain('25 requests on each other model');
});
