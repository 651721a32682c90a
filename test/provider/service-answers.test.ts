import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inProcessFetch } from '../../src/provider/network/endpoint-fetch.ts';
import { testApp } from '../support/test-app.ts';

/*
 * What services were seen to send, one small case to a file, asked through the whole application: the request goes to the service's
 * own address, where the case answers in its place.
 */

interface Case {
  readonly case: string;
  readonly base_url: string;
  readonly model?: string;
  readonly response: { readonly status: number; readonly content_type: string; readonly body: string };
  readonly expected: Readonly<Record<string, unknown>>;
}

const FOLDER = new URL('./service-answers/', import.meta.url);
const CASES = readdirSync(FOLDER).map((name) => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as Case);

const WELL = {
  id: 'c2',
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 8, completion_tokens: 1, total_tokens: 9 },
};

/** What the service would take, where the case is about a refusal: everything but what was refused. */
const MENDED: Readonly<Record<string, (body: Readonly<Record<string, unknown>>) => boolean>> = {
  'mistral-max-completion-tokens-422': (body) => body['max_tokens'] === 500 && !('max_completion_tokens' in body),
  'stream-options-refused': (body) => !('stream_options' in body),
  'openai-unverified-org-stream': (body) => body['stream'] !== true && !('stream_options' in body),
};

async function told({ case: name, base_url, model = 'm', response }: Case) {
  const bodies: Readonly<Record<string, unknown>>[] = [];
  const service = inProcessFetch(async (request) => {
    if (request.method === 'GET') return Response.json({ object: 'list', data: [{ id: model }] });
    const body = (await request.json()) as Readonly<Record<string, unknown>>;
    bodies.push(body);
    if (MENDED[name]?.(body) ?? false) return Response.json(WELL);
    return new Response(response.body, { status: response.status, headers: { 'content-type': response.content_type } });
  });
  const baseUrl = base_url === 'any' ? 'https://service.example/v1' : base_url;
  const app = await testApp({ network: service, config: { openai: { apiKey: 'sk-test-0000', baseUrl } } });
  const ask = async () => {
    const messages = [{ role: 'user', content: 'Say hi.' }];
    const body = { model, connection: 'openai', messages, max_completion_tokens: 500 };
    const started = (await (await app.post('/api/v1/runs', body)).json()) as { readonly id: number };
    const run = await (await app.request(`/api/v1/runs/${started.id}?wait=10`)).json();
    return (run as { readonly completions: readonly Told[] }).completions[0] as Told;
  };
  return { ask, bodies };
}

interface Told {
  readonly status: string;
  readonly text: string;
  readonly reasoning: string | null;
  readonly attempts: number;
  readonly usage: Readonly<Record<string, unknown>> | null;
  readonly cost: { readonly usd: number; readonly source: string } | null;
  readonly error: { readonly kind: string; readonly message: string } | null;
  readonly may_have_been_billed: boolean;
  readonly remarks: readonly { readonly kind: string; readonly text: string }[];
}

test.each(CASES.filter(({ expected }) => !('behaviour' in expected)))('$case', async (one) => {
  const { ask } = await told(one);
  const answer = await ask();
  const seen: Readonly<Record<string, unknown>> = {
    kind: answer.error?.kind,
    attempts: answer.attempts,
    text: answer.text,
    reasoning: answer.reasoning,
    output_tokens: answer.usage?.['output_tokens'],
    reasoning_tokens: answer.usage?.['reasoning_tokens'],
    cached_input_tokens: answer.usage?.['cached_input_tokens'],
    cost_usd: answer.cost?.usd,
    cost_source: answer.cost?.source,
  };
  const { not: _, ...expected } = one.expected;
  expect(Object.keys(expected).length).toBeGreaterThan(0);
  for (const [name, value] of Object.entries(expected)) expect([name, seen[name]]).toEqual([name, value]);
});

test.each(CASES.filter(({ expected }) => 'behaviour' in expected))(
  '$case is mended, said and remembered',
  async (one) => {
    const { ask, bodies } = await told(one);
    const first = await ask();
    expect(first).toMatchObject({ status: 'done', text: 'Hi', attempts: 2, remarks: [{ kind: 'sent_instead' }] });
    expect(await ask()).toMatchObject({ status: 'done', attempts: 1 });
    expect(bodies).toHaveLength(3);
  },
);
