import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { whileMeasured } from '../support/locks.ts';
import { startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import type { Script } from '../support/scripts.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { randomAnswer } from './random-answers.ts';
import { countOf, randomFrom, SEED } from './seeded.ts';

const CHUNKS = countOf('FUZZ_CHUNKS', 20_000);
const PIECES = 10;
const PER_RUN = 100;
const GAP_MS = 250;

/** What the API says of a completion, as far as an honest row shows. */
interface Row {
  readonly id: number;
  readonly status: string;
  readonly text: string;
  readonly settings: { readonly seed: number };
  readonly usage: {
    readonly input_tokens: number | null;
    readonly output_tokens: number | null;
    readonly source: string;
  } | null;
  readonly cost: { readonly usd: number; readonly picodollars: string; readonly source: string } | null;
  readonly error: { readonly kind: string; readonly message: string } | null;
}

test(`${CHUNKS} random chunks, usages and errors: every row is honest, nothing stops the server (seed ${SEED})`, async () => {
  console.log(`FUZZ_SEED=${SEED}`);
  const answers = Math.ceil(CHUNKS / PIECES);
  const random = randomFrom(SEED);
  const scripts = Array.from({ length: answers }, () => randomAnswer(random, PIECES));
  const endpoint = await startScriptedEndpoint();
  endpoint.answerBy(({ body }) => scripts[(body as { seed: number }).seed] ?? { steps: [] });
  const app = await createTestApp({ endpoint });
  const usual = await whileMeasured(() => runOf(app, [0]));

  const rows: Row[] = [];
  const { longestGapMs } = await whileMeasured(async () => {
    for (let first = 0; first < answers; first += PER_RUN) {
      const seeds = Array.from({ length: Math.min(PER_RUN, answers - first) }, (_, index) => first + index);
      rows.push(...(await runOf(app, seeds)));
      endpoint.forget();
    }
  });
  console.log({
    answers,
    longestGapMs,
    usually: usual.longestGapMs,
    statuses: tally(rows.map(({ status }) => status)),
  });

  const wrong = rows.flatMap((row) =>
    dishonesties(row, scripts[row.settings.seed]).map((what) => told(what, row, scripts[row.settings.seed])),
  );
  expect(wrong.slice(0, 3)).toEqual([]);
  expect(rows).toHaveLength(answers);
  expect(app.logged.filter((line) => line.includes('"level":50'))).toEqual([]);
  expect(longestGapMs).toBeLessThan(GAP_MS + usual.longestGapMs);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  expect((await app.request('/healthz')).status).toBe(200);
  for (const page of ['/', '/history', `/runs/1`]) expect((await app.request(page)).status).toBe(200);
  expect(sumsIn(app.store.path)).toEqual({ ok: 'ok', differences: 0 });
  await app.close();
  await endpoint.close();
});

async function runOf(app: TestApp, seeds: readonly number[]): Promise<readonly Row[]> {
  const started = await app.post('/api/v1/runs', {
    model: 'gpt-4o-mini',
    connection: 'openai',
    messages: [{ role: 'user', content: 'Hi' }],
    seed: seeds,
    confirm: true,
  });
  expect(started.status).toBe(202);
  const { id } = (await started.json()) as { id: number };
  for (;;) {
    const run = (await (await app.request(`/api/v1/runs/${id}?wait=60`)).json()) as {
      status: string;
      completions: Row[];
    };
    if (run.status !== 'running') return run.completions;
  }
}

/** What a row claims that its answer does not bear out; read by rules of its own, not by those of the server. */
function dishonesties(row: Row, script: Script | undefined): readonly string[] {
  const events = eventsOf(script);
  const said = events.map((event) => contentOf(event)).join('');
  const finishes = events.flatMap(choicesOf).map((choice) => choice['finish_reason']);
  const usages = events.flatMap((event) => (isRecord(event) && isRecord(event['usage']) ? [event['usage']] : []));
  const { status, text, usage, cost, error } = row;
  return [
    ['a state that is no end', !['done', 'incomplete', 'failed'].includes(status)],
    [
      'done without a finish',
      status === 'done' && !finishes.some((reason) => typeof reason === 'string' && reason !== ''),
    ],
    ['done, and something was left out', status === 'done' && text !== said],
    ['text that was not sent', !said.startsWith(text)],
    ['failed without a reason', (status === 'failed') !== (error !== null)],
    ['a fault of ours', error?.kind === 'internal'],
    [
      'impossible tokens',
      [usage?.input_tokens, usage?.output_tokens].some((count) => count != null && !isPossible(count)),
    ],
    ['tokens that nobody reported', usage?.source === 'reported' && !mayMean(usages, usage)],
    ['an impossible cost', cost !== null && !(cost.usd >= 0 && cost.usd < 1_000)],
    [
      'a cost that nobody reported',
      cost?.source === 'reported' && !usages.some((one) => Number(one['cost']) === cost.usd),
    ],
  ].flatMap(([what, isSo]) => (isSo === true ? [String(what)] : []));
}

/**
 * Whether the figures of a row were reported, each in one of the reports, as some services send what went in and what came out apart.
 * What came from a cache, and thinking, may be counted in them or beside.
 */
function mayMean(
  reports: readonly Record<string, unknown>[],
  usage: Pick<NonNullable<Row['usage']>, 'input_tokens' | 'output_tokens'>,
): boolean {
  const fits = (shown: number | null, name: string, detail: string) =>
    shown === null ||
    reports.some((report) => {
      const [own, details] = [countIn(report[`${name}_tokens`]), report[`${name}_tokens_details`]];
      const beside = isRecord(details) ? countIn(details[detail]) : null;
      return own === shown || (typeof own === 'number' && typeof beside === 'number' && own + beside === shown);
    });
  return (
    fits(usage.input_tokens, 'prompt', 'cached_tokens') && fits(usage.output_tokens, 'completion', 'reasoning_tokens')
  );
}

/** Some services send their counts as text. */
function countIn(value: unknown): unknown {
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
}

/** What a person needs to see of a row that is wrong. */
function told(what: string, { id, status, text, usage, cost, error, settings }: Row, script: Script | undefined) {
  const steps = JSON.stringify(script, (_, value: unknown) => (typeof value === 'string' ? value.slice(0, 60) : value));
  return {
    what,
    id,
    seed: settings.seed,
    status,
    text: text.slice(-80),
    usage,
    cost,
    error,
    steps: steps?.slice(0, 3_000),
  };
}

function isPossible(count: number): boolean {
  return Number.isInteger(count) && count >= 0 && count <= 1e9;
}

function eventsOf(script: Script | undefined): readonly unknown[] {
  return (script?.steps ?? []).flatMap((step) =>
    'event' in step ? [JSON.parse(JSON.stringify(step.event)) as unknown] : [],
  );
}

function choicesOf(event: unknown): readonly Record<string, unknown>[] {
  const choices = isRecord(event) ? event['choices'] : null;
  const records = Array.isArray(choices) ? choices.filter(isRecord) : [];
  return records.filter((choice) => [0, '0', null, undefined].includes(choice['index'] as string));
}

/** Text, or a list of texts, as some services send it, or what JSON made of a text that was a number or a truth. */
function contentOf(event: unknown): string {
  return choicesOf(event)
    .flatMap((choice) => (isRecord(choice['delta']) ? choice['delta']['content'] : null))
    .filter((content) => ['string', 'number', 'boolean'].includes(typeof content))
    .join('');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function tally(words: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries([...new Set(words)].map((word) => [word, words.filter((one) => one === word).length]));
}

/** Whether the file is sound, and how many days whose sums are not those of their rows. */
function sumsIn(path: string) {
  const database = new BetterSqlite3(path, { readonly: true });
  try {
    const differences = database
      .prepare(
        `select count(*) from (select sum(completions) as n, sum(input_tokens) as i, sum(output_tokens) as o, sum(cost_pico) as c from daily_costs) sums,
          (select count(*) as n, sum(coalesce(input_tokens, 0)) as i, sum(coalesce(output_tokens, 0)) as o, sum(coalesce(cost_pico, 0)) as c from completions) rows
          where sums.n <> rows.n or sums.i <> rows.i or sums.o <> rows.o or sums.c <> rows.c`,
      )
      .pluck()
      .get();
    return { ok: database.pragma('integrity_check', { simple: true }), differences };
  } finally {
    database.close();
  }
}
