import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type ScriptedEndpoint, startScriptedEndpoint } from './scripted-endpoint.ts';
import { answer, type Script } from './scripts.ts';
import { createTestApp, type TestApp, type TestAppOptions } from './test-app.ts';

/** A completion as the API gives it, as far as these tests look at it. */
export interface CompletionJson {
  readonly id: number;
  readonly status: string;
  readonly text: string;
  readonly finish_reason: string | null;
  readonly usage: { readonly input_tokens: number; readonly output_tokens: number; readonly source: string } | null;
  readonly cost: { readonly picodollars: string; readonly source: string } | null;
  readonly duration_ms: number | null;
  readonly attempts: number;
  readonly error: {
    readonly kind: string;
    readonly message: string;
    readonly status: number | null;
    readonly param: string | null;
  } | null;
}

export interface RunJson {
  readonly id: number;
  readonly status: string;
  readonly completions: readonly CompletionJson[];
}

/** The whole app and an endpoint that does what it is told, over real sockets. */
export interface Faulty {
  readonly app: TestApp;
  readonly endpoint: ScriptedEndpoint;
}

/**
 * One for all tests of a file, as starting it takes a while. Before each test the endpoint forgets what it was told.
 */
export function faultyApp(config: TestAppOptions['config'] = {}): Faulty {
  const made: { app?: TestApp; endpoint?: ScriptedEndpoint } = {};
  beforeAll(async () => {
    made.endpoint = await startScriptedEndpoint();
    made.app = await createTestApp({ endpoint: made.endpoint, config });
  });
  beforeEach(() => {
    made.endpoint?.forget();
    made.endpoint?.answerBy(() => answer('Hello there'));
  });
  afterAll(async () => {
    await made.app?.close();
    await made.endpoint?.close();
  });
  return {
    get app() {
      return there(made.app);
    },
    get endpoint() {
      return there(made.endpoint);
    },
  };
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('It is not started yet.');
  return value;
}

/** Limits of one attempt in milliseconds, short enough to pass while a test waits. */
export const HASTY = { connect: 800, firstToken: 800, idle: 800, total: 2_000 } as const;

/** How long to look out for what is due soon, on a busy machine too. */
export const SOON = { timeout: 10_000 } as const;

export interface Ended {
  readonly run: RunJson;
  /** The only completion, or the first. */
  readonly completion: CompletionJson;
  /** The run's own page, with its markup taken away. */
  readonly words: string;
}

/** Runs with these answers to come, waits for the end, and looks at it over the API and on the page. */
export async function runWith({ app, endpoint }: Faulty, ...scripts: readonly Script[]): Promise<Ended> {
  endpoint.enqueue(...scripts);
  return ended(app, await start(app));
}

/** Starts a run and gives its id. */
export async function start(app: Pick<TestApp, 'post'>, body: Readonly<Record<string, unknown>> = {}): Promise<number> {
  const messages = [{ role: 'user', content: 'Hi' }];
  const answer = await app.post('/api/v1/runs', { model: 'gpt-4o-mini', connection: 'openai', messages, ...body });
  if (answer.status !== 202) throw new Error(`The run did not start: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { readonly id: number }).id;
}

export async function ended(app: TestApp, id: number): Promise<Ended> {
  const run = await runJson(app, id, 15);
  const [completion] = run.completions;
  if (completion === undefined) throw new Error(`Run ${id} has no completions.`);
  return { run, completion, words: await wordsOf(app, `/runs/${id}`) };
}

/** A run as the API gives it, at once or when it has ended, at most so many seconds later. */
export async function runJson(app: Pick<TestApp, 'request'>, id: number, waitSeconds = 0): Promise<RunJson> {
  return (await (await app.request(`/api/v1/runs/${id}?wait=${waitSeconds}`)).json()) as RunJson;
}

/** What a page says, without its markup. */
export async function wordsOf(app: Pick<TestApp, 'request'>, path: string): Promise<string> {
  const page = await (await app.request(path)).text();
  return page
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');
}
