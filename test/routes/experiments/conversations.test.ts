import { expect, test } from 'vitest';
import { promptMessages } from '../../../src/domain/prompt/prompt.ts';
import { finish } from '../../store/support/fixtures.ts';
import { answered, asking, experimentWith, promptOf } from '../../support/answered.ts';
import type { TestApp } from '../../support/test-app.ts';
import { testApp } from '../../support/test-app.ts';

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
  expect(html).toContain(`hx-target="#experiment-${experiment.id}-conversation"`);
});

test('a reply keeps the draft it replaces, with the last keystrokes, and Undo brings that back', async () => {
  const { app, experiment, answer } = await answeredGreeting();
  const typed = { role: 'user', content: 'Something else', system: 'Be rude.' };
  const html = await (await press(app, experiment.notebookId, `/completions/${answer.id}/replies`, typed)).text();
  const undo = /hx-post="(\/experiments\/\d+\/undo)"/.exec(html)?.[1] ?? '';
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
  const html = await (await app.request(`/experiments/${experiment.id}/turns`)).text();
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
  const html = await (await app.request(`/experiments/${experiment.id}/turns`)).text();
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
  expect(await promptOf(app, experiment.id)).toMatchObject(before);
  expect((await press(app, experiment.notebookId, `/experiments/${experiment.id}/messages/99/branches`)).status).toBe(
    404,
  );
});

test('“Use as example” adds the question and the answer as an example, and warns that the question is now answered in the prompt', async () => {
  const { app, experiment, answer } = await answeredGreeting();
  const html = await (await press(app, experiment.notebookId, `/completions/${answer.id}/examples`)).text();
  const { examples, messages } = await promptOf(app, experiment.id);
  expect(examples).toMatchObject([{ input: 'Hello!', output: answer.text, enabled: true, tags: [] }]);
  expect(messages).toEqual([{ role: 'user', content: 'Hello!' }]);
  expect(html).toContain(answer.text);
  const preview = await (await app.request(`/experiments/${experiment.id}/preview`)).text();
  expect(preview).toContain('Leak: the user message is also the input of example 1');
});

test('what has no answer cannot be replied to or used as an example', async () => {
  const { app, experiment, answer } = await answeredGreeting();
  await app.store.completions.write([{ type: 'requeued', id: answer.id }]);
  for (const what of ['replies', 'examples']) {
    expect((await press(app, experiment.notebookId, `/completions/${answer.id}/${what}`)).status).toBe(409);
  }
  expect((await promptOf(app, experiment.id)).messages).toHaveLength(1);
});

test('a page that does not know what another page saved is told, and no reply is written', async () => {
  const { app, experiment, answer } = await answeredGreeting();
  const page = { page: 'a', revision: '0', role: 'user', content: 'Mine' };
  const response = await press(app, experiment.notebookId, `/completions/${answer.id}/replies`, page);
  expect(response.status).toBe(409);
  expect(await promptOf(app, experiment.id)).toMatchObject(asking('Hello!', 'Be kind.'));
});

test('braces in an answer stay braces when it is replied to or used as an example', async () => {
  const { app, experiment, answer } = await answeredGreeting();
  await app.store.completions.write([{ type: 'requeued', id: answer.id }]);
  const text = 'Write {{name}} and \\{{place}}.';
  await finish(app.store, answer.id, { text });
  await press(app, experiment.notebookId, `/completions/${answer.id}/examples`);
  await press(app, experiment.notebookId, `/completions/${answer.id}/replies`);
  await press(app, experiment.notebookId, `/completions/${answer.id}/examples`);
  const sent = promptMessages(await promptOf(app, experiment.id)).filter(({ role }) => role === 'assistant');
  expect(sent.map(({ content }) => content)).toEqual([text, text]);
});

test('the question of an example is what was sent, with its variables, and without examples written into it', async () => {
  const app = await testApp();
  const experiment = await experimentWith(app, {
    ...asking('Greet {{name}}!'),
    examples: [{ input: 'Greet Bob!', output: 'Hello Bob!', enabled: true, tags: [] }],
    encoding: 'inline',
    variables: { name: 'Ann' },
  });
  const [answer] = await answered(app, experiment.id);
  await press(app, experiment.notebookId, `/completions/${answer?.id}/examples`);
  const { examples } = await promptOf(app, experiment.id);
  expect(examples.map(({ input, output }) => [input, output])).toEqual([
    ['Greet Bob!', 'Hello Bob!'],
    ['Greet Ann!', answer?.text],
  ]);
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
