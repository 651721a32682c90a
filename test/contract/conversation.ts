import type { ScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { answer, refusal, usageOf } from '../support/scripts.ts';
import type { TestApp } from '../support/test-app.ts';

/** What a program gets to hold: the answer to each call, by the call, and the notebook as a file. */
export interface Held {
  readonly answers: Readonly<Record<string, HeldAnswer>>;
  readonly notebookFile: unknown;
}

interface HeldAnswer {
  readonly status: number;
  readonly type: string | null;
  readonly location: string | null;
  readonly body: unknown;
}

/** The clock of the conversation: it stands still, so that every date is the same each time. */
export const NOW = new Date('2026-03-01T10:00:00Z');

const HELLO = [{ role: 'user', content: 'Say hello in {{language}}.' }];
const GRID = {
  messages: HELLO,
  variables: { language: 'French' },
  model: 'gpt-4o-mini',
  temperature: [0, 1, null],
  samples: 2,
  seed: 7,
  max_completion_tokens: 50,
};
const PRACTICE = {
  model: 'practice',
  prompt: {
    system: 'Positive or negative?',
    examples: [{ input: 'A lovely show.', output: 'positive', enabled: true, tags: ['short'] }],
    messages: [{ role: 'user', content: 'A dull film.' }],
    encoding: 'turns',
  },
  variants: [
    { name: '0-shot', changes: { shots: 0 } },
    { name: 'inline', changes: { encoding: 'inline' } },
  ],
  columns: 'variant',
  temperature: 0.8,
  seed: 11,
  logprobs: true,
  top_logprobs: 2,
  max_completion_tokens: 12,
};

/**
 * Uses every call of the API once, one after another. The endpoint answers one request at a time (the app asks with a
 * concurrency of 1), so that every answer has its place.
 */
export async function converse(app: TestApp, endpoint: ScriptedEndpoint): Promise<Held> {
  const answers: Record<string, HeldAnswer> = {};
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await app.request(`/api/v1${path}`, {
      method,
      headers: body === undefined ? headers : { 'Content-Type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const named = [method, path, headers['Accept'] ?? '', `#${Object.keys(answers).length + 1}`];
    answers[named.filter((word) => word !== '').join(' ')] = await held(response, endpoint.port);
  };

  endpoint.enqueue(
    answer('Bonjour !', { usage: usageOf(1_000, 20, { cached: 600, reasoning: 4 }) }),
    answer('Salut.'),
    answer('Bonjour !', { usage: null }),
    refusal(400, { message: 'This prompt is not taken.', code: 'invalid_prompt' }),
    answer('Bonsoir', { finishReason: 'length' }),
    answer('Bonjour'),
  );
  await call('POST', '/runs', GRID, { 'Idempotency-Key': 'once' });
  await call('GET', '/runs/1?wait=30');
  await call('POST', '/runs', GRID, { 'Idempotency-Key': 'once' });
  await call('POST', '/runs', PRACTICE);
  await call('GET', '/runs/2?wait=30');
  await call('POST', '/runs/1/samples', { more: 1, confirm: true });
  await call('GET', '/runs/1?wait=30');
  await call('POST', '/completions/4/retries', { confirm: true });
  await call('GET', '/runs/1?wait=30');
  await call('POST', '/runs/1/cancellation');
  await call('POST', '/completions/1/cancellation');
  await call('POST', '/runs/1/resumption');
  await call('GET', '/runs?limit=1');
  await call('PATCH', '/completions/1', { rating: 'good', pinned: true, note: 'The first.' });
  await call('GET', '/completions?limit=3');
  await call('GET', '/completions?q=bonjour&status=done&rating=good');
  await call('GET', '/completions?model=practice', undefined, { Accept: 'application/x-ndjson' });
  await call('GET', '/completions/1');
  await call('GET', '/completions/4');
  await call('GET', '/completions/7');
  await call('GET', '/comparisons?a=1:0&b=1:1');
  await call('GET', '/comparisons?a=1&b=1&fold=raw');
  await call('GET', '/costs');
  await call('GET', '/costs?group=week,model,connection,notebook,experiment,version,temperature&run=1');
  await call('GET', '/costs?group=month&would_model=list:openai/gpt-5&batch=true');
  await call('GET', '/models');
  await call('POST', '/token-count', { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello!' }] });
  await call('POST', '/token-count', { model: 'practice', messages: [{ role: 'user', content: 'Hello!' }] });
  await call('POST', '/token-count', { model: 'house', messages: [{ role: 'user', content: 'Hello!' }] });
  await probesAndPrices(call, endpoint);
  await rulesAndErrors(call);
  const file = await app.request('/notebooks/1/file?results=true');
  return { answers, notebookFile: steady(await file.json(), endpoint.port) };
}

type Call = (method: string, path: string, body?: unknown) => Promise<void>;

async function probesAndPrices(call: Call, endpoint: ScriptedEndpoint): Promise<void> {
  await call('POST', '/probes', { kind: 'temperature', model: 'practice' });
  await call('POST', '/probes', { kind: 'temperature', model: 'practice', confirm: true });
  await call('POST', '/probes', { kind: 'logprobs', model: 'practice', confirm: true });
  await call('GET', '/probes?model=practice&wait=30');
  endpoint.enqueue(answer('At home.', { model: 'house-model' }));
  await call('POST', '/runs', { model: 'house-model', messages: [{ role: 'user', content: 'Where?' }], confirm: true });
  await call('GET', '/runs/5?wait=30');
  await call('GET', '/prices');
  await call('PUT', '/prices', { connection: 'openai', model: 'house-model', input: '1.25', output: '10' });
  await call('POST', '/prices/past', { connection: 'openai', model: 'house-model' });
  await call('POST', '/prices/past', { connection: 'openai', model: 'house-model', confirm: true });
  await call('GET', '/prices');
  await call('DELETE', '/prices/1');
}

async function rulesAndErrors(call: Call): Promise<void> {
  await call('GET', '/settings');
  await call('PATCH', '/settings', { confirmation: { requests: 3 } });
  await call('POST', '/runs', GRID);
  await call('PATCH', '/settings', { caps: { run: { requests: 4 } } });
  await call('POST', '/runs', { ...GRID, confirm: true });
  await call('GET', '/runs/6?wait=30');
  await call('POST', '/runs/6/resumption', { confirm: true });
  await call('PATCH', '/settings', { caps: { run: { requests: 0 } } });
  await call('POST', '/runs', { ...GRID, confirm: true });
  await call('PUT', '/settings', {});
  await call('POST', '/runs', { ...GRID, temprature: 1, top_p: 7 });
  await call('POST', '/runs', { ...GRID, variables: {} });
  await call('POST', '/runs', { ...GRID, model: 'unheard-of' });
  await call('POST', '/runs', { ...GRID, connection: 'nowhere' });
  await call('GET', '/runs/999');
  await call('GET', '/completions/999');
  await call('GET', '/comparisons?a=1:0');
  await call('GET', '/costs?group=hour');
}

async function held(response: Response, port: number): Promise<HeldAnswer> {
  const text = await response.text();
  const type = response.headers.get('content-type');
  const lines = type?.includes('ndjson') === true;
  const body = lines ? text.split('\n').filter((line) => line !== '') : text;
  const parsed =
    typeof body === 'string' ? (body === '' ? null : JSON.parse(body)) : body.map((line) => JSON.parse(line));
  return {
    status: response.status,
    type,
    location: response.headers.get('location'),
    body: steady(parsed, port),
  };
}

const MEASURED = new Set(['created', 'ttft_ms', 'duration_ms', 'ttftMs', 'durationMs']);
/** Sentences for people: they are there, and may be put better. */
const SENTENCES = new Set(['detail', 'message', 'hint']);

/** What differs each time, put the same: what was measured or drawn by lot, and the endpoint's port. Unknown stays unknown. */
function steady(value: unknown, port: number): unknown {
  const text = JSON.stringify(value, steadied)
    .replaceAll(`127.0.0.1:${port}`, '127.0.0.1:PORT')
    .replaceAll(/chatcmpl-practice-[\da-f-]+/g, 'chatcmpl-practice-ID');
  return JSON.parse(text);
}

function steadied(key: string, value: unknown): unknown {
  if (MEASURED.has(key) && typeof value === 'number') return 'measured';
  if (SENTENCES.has(key) && typeof value === 'string' && value !== '') return 'a sentence';
  // How many different answers a probe without a seed found at each temperature.
  return key === 'distinct' && Array.isArray(value) ? value.map(() => 'counted') : value;
}
