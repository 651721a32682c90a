import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../src/domain/notebook/notebook.ts';
import { runJson } from '../../support/asking-the-app.ts';
import { type Gate, gate } from '../../support/gate.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answerOf, type Step } from '../../support/scripts.ts';
import { startTestServer, type TestServer } from '../../support/test-app.ts';

const TOKENS = Array.from({ length: 60 }, (_, index) => `${index} `);
const TEXT = TOKENS.join('');

let endpoint: ScriptedEndpoint;
let server: TestServer;

beforeAll(async () => {
  endpoint = await startScriptedEndpoint({ answering: () => answerOf(TOKENS) });
  server = await startTestServer({ endpoint });
});
beforeEach(() => endpoint.forget());
afterAll(async () => {
  await server.close();
  await endpoint.close();
});

const client = { request: (path: string, init?: RequestInit) => fetch(server.url + path, init) };

function post(body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return client.request('/api/v1/runs', {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', ...headers },
  });
}

const RUN = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Count' }] };

/** The text of the run's only answer as a page puts it together from its event stream, until it has enough or the stream ends. */
async function followed(runId: number, enough: (text: string) => boolean): Promise<string> {
  const controller = new AbortController();
  const answer = await client.request(`/runs/${runId}/events`, { signal: controller.signal });
  const decoder = new TextDecoder();
  let rest = '';
  let text = '';
  for await (const piece of answer.body ?? []) {
    rest += decoder.decode(piece as Uint8Array, { stream: true });
    const events = rest.split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) text = afterEvent(text, event);
    if (enough(text)) break;
  }
  controller.abort();
  return text;
}

function afterEvent(text: string, event: string): string {
  const markup = event.replaceAll(/^data: ?/gm, '');
  const whole = /<div class="text" id="completion-\d+-text"[^>]*>([^<]*)<\/div>/.exec(markup)?.[1];
  const appended = /<hx-partial hx-target="#completion-\d+-text" hx-swap="beforeend">([^<]*)</.exec(markup)?.[1];
  return whole === undefined ? text + (appended ?? '') : whole + (appended ?? '');
}

test('a closed tab stops nothing, and whoever comes back sees all of it once', async () => {
  const visits = [20, 60, 100].map((length) => ({ length, closed: gate() }));
  endpoint.enqueue({ steps: heldAfter(visits) });
  const { id } = (await (await post(RUN)).json()) as { readonly id: number };
  const seen: string[] = [];
  for (const { length, closed } of visits.slice(0, 2)) {
    seen.push(await followed(id, (text) => text.length >= length));
    closed.open();
  }
  seen.push(await followed(id, (text) => text.length >= 100));
  const last = await followed(id, (text) => {
    if (text.length >= 100) visits[2]?.closed.open();
    return false;
  });
  expect(seen.map((text) => TEXT.startsWith(text))).toEqual([true, true, true]);
  expect(seen.map((text) => text.length < TEXT.length)).toEqual([true, true, true]);
  expect(last).toBe(TEXT);
  expect((await runJson(client, id)).completions).toMatchObject([{ status: 'done', text: TEXT }]);
  expect(endpoint.requests).toHaveLength(1);
});

/** The steps of the answer; after so many characters each it goes on only once a visit is over. */
function heldAfter(visits: readonly { readonly length: number; readonly closed: Gate }[]): readonly Step[] {
  const texts = TOKENS.map((_, index) => TOKENS.slice(0, index + 1).join(''));
  const { steps } = answerOf(TOKENS);
  // The head and the role come before the first token.
  return steps.flatMap((step, index) => {
    const said = texts[index - 2]?.length ?? 0;
    const before = texts[index - 3]?.length ?? 0;
    const held = visits.filter(({ length }) => said >= length && before < length);
    return [step, ...held.map(({ closed }) => ({ until: closed.opened }))];
  });
}

test('nobody at all need be watching', async () => {
  const { id } = (await (await post(RUN)).json()) as { readonly id: number };
  expect((await runJson(client, id, 20)).completions).toMatchObject([{ status: 'done', text: TEXT }]);
});

test('ten submits with one key over the API are one run', async () => {
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => post({ ...RUN, samples: 2 }, { 'Idempotency-Key': 'once' })),
  );
  const ids = await Promise.all(answers.map(async (answer) => ((await answer.json()) as { readonly id: number }).id));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  expect(new Set(ids).size).toBe(1);
  await runJson(client, ids[0] ?? 0, 20);
  expect(endpoint.requests).toHaveLength(2);
});

test('ten presses of Run on one page are one run', async () => {
  const { id: notebook } = await server.store.notebooks.create('Pressed');
  const experiment = await server.store.cells.addExperiment(notebook, {
    title: 'Pressed',
    draft: {
      prompt: {
        system: null,
        examples: [],
        messages: [{ role: 'user', content: 'Count' }],
        encoding: 'turns',
        template: null,
      },
      settings: { ...DEFAULT_SETTINGS, model: 'openai/gpt-4o-mini', temperature: '0', samples: '2' },
    },
  });
  const press = () =>
    client.request(`/experiments/${experiment.id}/runs`, {
      method: 'POST',
      body: new URLSearchParams({ key: 'one-page' }),
      headers: { Origin: server.url, 'HX-Request': 'true' },
    });
  const answers = await Promise.all(Array.from({ length: 10 }, press));
  const bodies = await Promise.all(answers.map((answer) => answer.text()));
  const runs = new Set(bodies.map((body) => /id="run-(\d+)"/.exec(body)?.[1]));
  expect([new Set(answers.map(({ status }) => status)), runs.size]).toEqual([new Set([200]), 1]);
  await runJson(client, Number([...runs][0]), 20);
  expect(endpoint.requests).toHaveLength(2);
});
