import { expect, onTestFinished, test } from 'vitest';
import { EventReader, shownTexts } from '../../support/event-stream.ts';
import { gate } from '../../support/fake-provider.ts';
import { endedRun, newExperiment, type RunJson } from '../../support/pages.ts';
import { startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answer, answerOf, chunk, type Script, textThen } from '../../support/scripts.ts';
import { temporaryStore } from '../../support/temporary-data.ts';
import { type TestApp, testApp } from '../../support/test-app.ts';

async function scripted() {
  const server = await startScriptedEndpoint({ models: ['scripted'] });
  onTestFinished(() => server.close());
  return { server, app: await testApp({ endpoint: server }) };
}

async function start(app: TestApp, fields: Readonly<Record<string, unknown>> = {}): Promise<number> {
  const body = { messages: [{ role: 'user', content: 'Hello!' }], model: 'scripted', temperature: 0, ...fields };
  return ((await (await app.post('/api/v1/runs', body)).json()) as RunJson).id;
}

async function follow(app: TestApp, path: string): Promise<EventReader> {
  const response = await app.request(path);
  expect(response.headers.get('Content-Type')).toContain('text/event-stream');
  const reader = new EventReader(response);
  onTestFinished(() => reader.leave());
  return reader;
}

/** An answer that says its pieces when told to. */
function pieces(...said: readonly { readonly text: string; readonly after: Promise<unknown> }[]): Script {
  const end = answer('').steps.slice(-3);
  return {
    steps: [
      { head: true },
      ...said.flatMap(({ text, after }) => [{ until: after }, { event: chunk({ content: text }) }]),
      ...end,
    ],
  };
}

test('a stream begins with the run as it is, appends what comes, replaces what ended, and ends by name', async () => {
  const { server, app } = await scripted();
  const [first, second] = [gate(), gate()];
  server.enqueue(pieces({ text: 'Hello', after: first.opened }, { text: ' there', after: second.opened }));
  const run = await start(app);
  const reader = await follow(app, `/runs/${run}/events`);
  const snapshot = await reader.until(`hx-target="#run-${run}"`);
  first.open();
  const appended = await reader.until('Hello');
  expect(appended.at(-1)?.data).toMatch(/hx-target="#completion-\d+-text" hx-swap="beforeend">Hello</);
  second.open();
  const rest = await reader.rest();
  expect(rest.at(-1)).toEqual({ event: 'end', data: 'end' });
  expect(rest.at(-2)?.data).toContain(`hx-target="#run-${run}"`);
  const [completion] = (await endedRun(app, run)).completions;
  expect([...shownTexts([...snapshot, ...appended, ...rest])]).toEqual([[completion?.id, 'Hello there']]);
});

test('thinking gets a closed place of its own when it begins, and is appended there, never to the answer', async () => {
  const { server, app } = await scripted();
  const [first, second, third] = [gate(), gate(), gate()];
  server.enqueue({
    steps: [
      { head: true },
      { until: first.opened },
      { event: chunk({ reasoning_content: 'Let me' }) },
      { until: second.opened },
      { event: chunk({ reasoning: ' <b>see' }) },
      { until: third.opened },
      { event: chunk({ content: '42' }) },
      ...answer('').steps.slice(-3),
    ],
  });
  const run = await start(app);
  const reader = await follow(app, `/runs/${run}/events`);
  await reader.until(`hx-target="#run-${run}"`);
  first.open();
  const began = await reader.until('Let me');
  expect(began.at(-1)?.data).toMatch(
    /<details class="reasoning small"><summary>Thinking…<\/summary><div [^>]*id="completion-\d+-reasoning"[^>]*>Let me</,
  );
  second.open();
  const appended = await reader.until('see');
  expect(appended.at(-1)?.data).toMatch(/hx-target="#completion-\d+-reasoning" hx-swap="beforeend"> &lt;b&gt;see</);
  third.open();
  await reader.rest();
  const [completion] = (await endedRun(app, run)).completions;
  expect(completion).toMatchObject({ text: '42', reasoning: 'Let me <b>see' });
  expect(await (await app.request(`/runs/${run}`)).text()).toContain('Let me &lt;b&gt;see');
});

test('the stream of a run that has ended shows it once and ends', async () => {
  const { app } = await scripted();
  const run = await start(app);
  await endedRun(app, run);
  const events = await (await follow(app, `/runs/${run}/events`)).rest();
  expect(events.filter(({ data }) => data.includes(`hx-target="#run-${run}"`))).toHaveLength(1);
  expect(events.at(-1)?.event).toBe('end');
  expect(await (await follow(app, '/runs/999/events')).rest()).toMatchObject([{}, { event: 'end' }]);
});

test('whoever comes back in the middle sees every word once', async () => {
  const { server, app } = await scripted();
  const gates = [gate(), gate(), gate()] as const;
  server.enqueue(
    pieces(
      { text: 'one ', after: gates[0].opened },
      { text: 'two ', after: gates[1].opened },
      { text: 'three', after: gates[2].opened },
    ),
  );
  const run = await start(app);
  const before = await follow(app, `/runs/${run}/events`);
  gates[0].open();
  const seen = [...(await before.until('one '))];
  await before.leave();
  gates[1].open();
  await expect.poll(async () => (await app.deps.runner.view(run))?.completions[0]?.completion.text).toBe('one two ');
  const after = await follow(app, `/runs/${run}/events`);
  seen.push(...(await after.until('one two ')));
  gates[2].open();
  seen.push(...(await after.rest()));
  expect([...shownTexts(seen).values()]).toEqual(['one two three']);
});

test('one stream follows all runs of a notebook, those that were named too, and ends with the last', async () => {
  const { server, app } = await scripted();
  const door = gate();
  const { notebook } = await newExperiment(app);
  const ended = await start(app, { notebook });
  await endedRun(app, ended);
  server.enqueue(pieces({ text: 'first', after: Promise.resolve() }), pieces({ text: 'second', after: door.opened }));
  const quick = await start(app, { notebook });
  const slow = await start(app, { notebook });
  const reader = await follow(app, `/notebooks/${notebook}/events?runs=${ended},abc,-1`);
  const opening = await reader.until(`hx-target="#run-${slow}"`);
  for (const run of [ended, quick, slow]) {
    expect(opening.some(({ data }) => data.includes(`hx-target="#run-${run}"`))).toBe(true);
  }
  await endedRun(app, quick);
  door.open();
  const rest = await reader.rest();
  expect(rest.at(-1)?.event).toBe('end');
  expect([...shownTexts([...opening, ...rest]).values()].toSorted()).toEqual([
    'Hello there, how are you?',
    'first',
    'second',
  ]);
});

test('the last words of an answer are appended before its column is shown anew', async () => {
  const { server, app } = await scripted();
  const [first, last] = [gate(), gate()];
  const others = gate();
  server.enqueue(pieces({ text: 'Hello', after: first.opened }, { text: ' there', after: last.opened }));
  server.enqueue(pieces({ text: 'Others', after: others.opened }));
  const reader = await follow(app, `/runs/${await start(app, { samples: 2 })}/events`);
  first.open();
  await reader.until('Hello');
  last.open();
  const told = await reader.until(' there');
  expect(told.at(-1)?.data).toMatch(/hx-target="#completion-\d+-text" hx-swap="beforeend"> there</);
  expect((await reader.until('Hello there')).at(-1)?.data).toContain('hx-target="#run-');
  others.open();
  await reader.rest();
});

test('columns in which many answers end at the same moment are shown anew a few at a time', async () => {
  const { server, app } = await scripted();
  const [begin, end] = [gate(), gate()];
  const temperatures = [0, 0.1, 0.2, 0.3, 0.4, 0.5];
  for (const temperature of temperatures) {
    server.enqueue(pieces({ text: `At ${temperature}`, after: begin.opened }, { text: ', ended', after: end.opened }));
  }
  server.enqueue(pieces({ text: 'Never', after: new Promise(() => undefined) }));
  const run = await start(app, { temperature: [...temperatures, 0.6] });
  const reader = await follow(app, `/runs/${run}/events`);
  begin.open();
  await reader.until('At 0.5');
  end.open();
  const columns = new Set<string>();
  while (columns.size < temperatures.length) {
    for (const { data } of await reader.until('data-copy')) {
      const anew = [...data.matchAll(/hx-target="#run-\d+-column-(\d+)"/g)].map(([, index]) => index ?? '');
      expect(anew.length).toBeLessThanOrEqual(4);
      if (data.includes(', ended')) for (const index of anew) columns.add(index);
    }
  }
});

test('every character arrives as it was said, carriage returns too', async () => {
  const { server, app } = await scripted();
  const said = ['a\r', '\nb\rc\n', '\n\ndata: x\n\n', '<b>&amp;</b>', 'event: end\r\r', '\u2028東京'];
  const door = gate();
  const script = answerOf(said);
  server.enqueue({ ...script, steps: [{ head: true }, { until: door.opened }, ...script.steps.slice(1)] });
  const run = await start(app);
  const reader = await follow(app, `/runs/${run}/events`);
  door.open();
  const events = await reader.rest();
  expect([...shownTexts(events).values()]).toEqual([said.join('')]);
  expect(reader.raw).not.toContain('\r');
  expect(reader.raw).toContain('&#13;');
  expect(events.filter(({ event }) => event === 'end')).toHaveLength(1);
});

test('leaving the stream changes nothing for the run', async () => {
  const { server, app } = await scripted();
  const door = gate();
  server.enqueue(pieces({ text: 'Hello', after: door.opened }));
  const run = await start(app);
  const reader = await follow(app, `/runs/${run}/events`);
  await reader.next();
  await reader.leave();
  door.open();
  expect(await endedRun(app, run)).toMatchObject({
    status: 'finished',
    completions: [{ status: 'done', text: 'Hello' }],
  });
});

test('a reader that stalls is dropped, costs the run nothing, and is shown the present state when it reads again', async () => {
  const { server, app } = await scripted();
  const door = gate();
  const piece = 'x'.repeat(12_000);
  // Together more than a stalled reader may have waiting, told in many batches; each no longer than a page shows at once.
  const talk = Array.from({ length: 15 }, () => [{ event: chunk({ content: piece }) }, { delay: 60 }] as const).flat();
  server.answerBy(() => ({ steps: [{ head: true }, { until: door.opened }, ...talk, ...answer('').steps.slice(-3)] }));
  const run = await start(app, { temperature: Array.from({ length: 12 }, (_, index) => index / 10) });
  const reader = await follow(app, `/runs/${run}/events`);
  await reader.until(`hx-target="#run-${run}"`);
  door.open();
  expect(await endedRun(app, run)).toMatchObject({ status: 'finished' });
  const events = await reader.rest();
  const texts = [...shownTexts(events).values()];
  expect(texts.map((text) => text.length)).toEqual(Array(12).fill(15 * piece.length));
  expect(events.at(-1)?.event).toBe('end');
  const appended = events.filter(({ data }) => data.includes('hx-swap="beforeend"'));
  expect(appended.length).toBeLessThan(20);
});

test('a stopped run is shown as stopped', async () => {
  const { server, app } = await scripted();
  server.answerBy(() => textThen('Half', { hang: true }));
  const run = await start(app);
  const reader = await follow(app, `/runs/${run}/events`);
  await reader.until('Half');
  await app.send('POST', `/runs/${run}/cancellation`);
  const rest = await reader.rest();
  expect(rest.at(-2)?.data).toContain('Stopped: 0 answers, 1 not finished');
});

test('a run that ends while its stream is being opened is shown as it ended', async () => {
  const server = await startScriptedEndpoint({ models: ['scripted'] });
  onTestFinished(() => server.close());
  const { store: real } = await temporaryStore();
  const [asked, door] = [gate(), gate()];
  let slow = false;
  const experiment: typeof real.cells.experiment = async (id) => {
    if (slow) {
      asked.open();
      await door.opened;
    }
    return real.cells.experiment(id);
  };
  const app = await testApp({ endpoint: server, store: { ...real, cells: { ...real.cells, experiment } } });
  const said = gate();
  server.enqueue(pieces({ text: 'Hello', after: said.opened }));
  const run = await start(app);
  slow = true;
  const opening = app.request(`/runs/${run}/events`);
  await asked.opened;
  said.open();
  expect(await endedRun(app, run)).toMatchObject({ status: 'finished' });
  door.open();
  const events = await new EventReader(await opening).rest();
  expect(events.at(-2)?.data).toContain('Finished: 1 answer');
  expect([...shownTexts(events).values()]).toEqual(['Hello']);
});
