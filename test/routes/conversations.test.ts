import { expect, test } from 'vitest';
import type { TestApp } from '../support/test-app.ts';
import { testApp } from '../support/test-app.ts';
import { answered, asking, experimentWith, promptOf } from './answered.ts';

/** As a button on the notebook's page sends it. */
function press(
  app: TestApp,
  notebook: number,
  path: string,
  fields: Readonly<Record<string, string | readonly string[]>> = {},
) {
  const form = new FormData();
  for (const [name, values] of Object.entries(fields))
    for (const value of [values].flat()) form.append(name, value as string);
  const headers = { 'HX-Request': 'true', 'HX-Current-URL': `http://localhost/notebooks/${notebook}` };
  return app.request(path, { method: 'POST', body: form, headers });
}

async function answeredGreeting() {
  const app = await testApp();
  const experiment = await experimentWith(app, asking('Hello!', 'Be kind.'));
  const [answer] = await answered(app, experiment.id);
  if (answer === undefined) throw new Error('no answer');
  return { app, experiment, answer };
}

test('Reply puts the answer behind its question and the focus into the next user message', async () => {
  const { app, experiment, answer } = await answeredGreeting();
  const response = await press(app, experiment.notebookId, `/completions/${answer.id}/replies`);
  const html = await response.text();
  expect(await promptOf(app, experiment.id)).toMatchObject({
    system: 'Be kind.',
    messages: [
      { role: 'user', content: 'Hello!' },
      { role: 'assistant', content: answer.text },
      { role: 'user', content: '' },
    ],
  });
  expect(html).toContain(`data-focus="experiment-${experiment.id}-message-2"`);
  expect(html).toContain(`hx-target="#experiment-${experiment.id}-prompt"`);
});

test('a reply keeps the draft it replaces, with the last keystrokes, and Undo brings that back', async () => {
  const { app, experiment, answer } = await answeredGreeting();
  const typed = { role: 'user', content: 'Something else', system: 'Be rude.' };
  const html = await (await press(app, experiment.notebookId, `/completions/${answer.id}/replies`, typed)).text();
  const undo = /hx-post="(\/experiments\/\d+\/replaced-drafts\/\d+\/restoration)"/.exec(html)?.[1] ?? '';
  expect((await promptOf(app, experiment.id)).messages).toHaveLength(3);
  await press(app, experiment.notebookId, undo);
  expect(await promptOf(app, experiment.id)).toMatchObject({
    system: 'Be rude.',
    messages: [{ role: 'user', content: 'Something else' }],
  });
});

test('an answer on another page leads to its notebook when it is replied to', async () => {
  const { app, experiment, answer } = await answeredGreeting();
  const response = await app.send('POST', `/completions/${answer.id}/replies`);
  expect(response.headers.get('hx-redirect')).toBe(
    `/notebooks/${experiment.notebookId}#experiment-${experiment.id}-message-2`,
  );
});

test('each turn of a conversation says what it used, and the input grows as the whole history is sent', async () => {
  const { app, experiment, answer } = await answeredGreeting();
  await press(app, experiment.notebookId, `/completions/${answer.id}/replies`);
  const second = await ask(app, experiment.id, [answer.text, 'Tell me a story.']);
  await press(app, experiment.notebookId, `/completions/${second.id}/replies`);
  const first = await app.store.completions.get(answer.id);
  expect(second.usage?.inputTokens).toBeGreaterThan(
    (first?.usage?.inputTokens ?? 0) + (first?.usage?.outputTokens ?? 0),
  );
  const html = await (await app.request(`/experiments/${experiment.id}/conversation`)).text();
  const total = (answer.usage?.inputTokens ?? 0) + (second.usage?.inputTokens ?? 0);
  expect(html).toContain(`<td>${answer.usage?.inputTokens}</td>`);
  expect(html).toContain(`<td>${second.usage?.inputTokens}</td>`);
  expect(html).toContain(`${total} in, `);
  expect(html).toContain('sends the whole conversation again');
});

test('a turn whose question was changed afterwards no longer claims the cost of what was asked then', async () => {
  const { app, experiment, answer } = await answeredGreeting();
  await press(app, experiment.notebookId, `/completions/${answer.id}/replies`);
  const cell = await app.store.cells.experiment(experiment.id);
  if (cell === null) throw new Error('gone');
  await app.store.cells.saveDraft(cell.id, { ...cell.draft, prompt: { ...cell.draft.prompt, system: 'Be rude.' } });
  const html = await (await app.request(`/experiments/${experiment.id}/conversation`)).text();
  expect(html).toContain('not asked here, or changed since');
});

test('a branch from a turn is a new experiment right below that ends there, and the old one stays as it was', async () => {
  const { app, experiment, answer } = await answeredGreeting();
  await press(app, experiment.notebookId, `/completions/${answer.id}/replies`);
  const second = await ask(app, experiment.id, [answer.text, 'Tell me a story.']);
  await press(app, experiment.notebookId, `/completions/${second.id}/replies`);
  const before = await promptOf(app, experiment.id);
  const html = await (
    await press(app, experiment.notebookId, `/experiments/${experiment.id}/messages/1/branches`)
  ).text();
  const cells = await app.store.cells.list(experiment.notebookId);
  expect(cells.map(({ id }) => id)[0]).toBe(experiment.id);
  expect(await promptOf(app, cells[1]?.id ?? 0)).toMatchObject({
    messages: [
      { role: 'user', content: 'Hello!' },
      { role: 'assistant', content: answer.text },
      { role: 'user', content: '' },
    ],
  });
  expect(html).toContain(`data-focus="experiment-${cells[1]?.id}-message-2"`);
  expect(await promptOf(app, experiment.id)).toEqual(before);
  expect((await press(app, experiment.notebookId, `/experiments/${experiment.id}/messages/99/branches`)).status).toBe(
    404,
  );
});

test('“Use as example” adds the question and the answer as an example, and warns that the question is now answered in the prompt', async () => {
  const { app, experiment, answer } = await answeredGreeting();
  const html = await (await press(app, experiment.notebookId, `/completions/${answer.id}/examples`)).text();
  const { examples, messages } = await promptOf(app, experiment.id);
  expect(examples).toEqual([{ input: 'Hello!', output: answer.text, enabled: true, tags: [] }]);
  expect(messages).toEqual([{ role: 'user', content: 'Hello!' }]);
  expect(html).toContain('Leak: the user message is also the input of example 1');
});

test('what has no answer cannot be replied to or used as an example', async () => {
  const { app, experiment, answer } = await answeredGreeting();
  await app.store.completions.write([{ type: 'requeued', id: answer.id }]);
  for (const what of ['replies', 'examples']) {
    expect((await press(app, experiment.notebookId, `/completions/${answer.id}/${what}`)).status).toBe(409);
  }
  expect((await promptOf(app, experiment.id)).messages).toHaveLength(1);
});

test('a kept draft comes back only to the experiment it was taken from', async () => {
  const { app, experiment, answer } = await answeredGreeting();
  const other = await experimentWith(app, asking('Mine'));
  await press(app, experiment.notebookId, `/completions/${answer.id}/replies`);
  expect((await app.send('POST', `/experiments/${other.id}/replaced-drafts/1/restoration`)).status).toBe(404);
  expect((await promptOf(app, other.id)).messages).toEqual([{ role: 'user', content: 'Mine' }]);
});

/** Goes on with a conversation: the answer so far, the next question, Run. */
async function ask(app: TestApp, experiment: number, [answer, question]: readonly [string, string]) {
  const cell = await app.store.cells.experiment(experiment);
  if (cell === null) throw new Error('gone');
  const messages = [...cell.draft.prompt.messages.slice(0, -1), { role: 'user' as const, content: question }];
  expect(messages.at(-2)?.content).toBe(answer);
  await app.store.cells.saveDraft(cell.id, { ...cell.draft, prompt: { ...cell.draft.prompt, messages } });
  const [next] = await answered(app, experiment);
  if (next === undefined) throw new Error('no answer');
  return next;
}
