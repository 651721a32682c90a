/** Fills a data file with completions over two years, straight into the tables: the same ones for the same seed. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import BetterSqlite3, { type Database } from 'better-sqlite3';
import { sql } from 'kysely';
import { DEFAULT_SETTINGS } from '../../../src/domain/notebook/notebook.ts';
import { addAllToDailyCosts } from '../../../src/store/costs/rollups.ts';
import { createStore } from '../../../src/store/create-store.ts';
import { openDatabase } from '../../../src/store/file/open-database.ts';
import { indexedWords } from '../../../src/store/search/search-words.ts';
import { newRun, promptOf } from './new-run.ts';

export interface Filling {
  readonly folder: string;
  readonly completions: number;
  readonly seed: number;
  readonly log: (line: string) => void;
}

const NOTEBOOKS = 20;
const EXPERIMENTS_PER_NOTEBOOK = 5;
const VERSIONS_PER_EXPERIMENT = 8;
const DAYS = 730;
const PER_RUN = 20;
const PER_TRANSACTION = 50_000;
const END = Date.UTC(2026, 10, 20);

const MODELS = [
  { connection: 'openai', model: 'gpt-4o-mini', input: 150_000, output: 600_000 },
  { connection: 'openai', model: 'gpt-4.1', input: 2_000_000, output: 8_000_000 },
  { connection: 'openai', model: 'gpt-4.1-nano', input: 100_000, output: 400_000 },
  { connection: 'openrouter', model: 'anthropic/claude-sonnet-4', input: 3_000_000, output: 15_000_000 },
  { connection: 'ollama', model: 'llama3.2:3b', input: null, output: null },
] as const;
const TEMPERATURES = [null, 0, 0.3, 0.5, 0.7, 1, 1.2] as const;
const JAPANESE = [
  '東京の天気は晴れです',
  '明日は雨が降るでしょう',
  '日本語の文章を要約します',
  '会議は午後三時に始まります',
];

export async function fill({ folder, completions, seed, log }: Filling): Promise<void> {
  const random = generator(seed);
  await createVersions(folder);
  const began = Date.now();
  const db = new BetterSqlite3(join(folder, 'tempera.db'));
  db.pragma('synchronous = OFF');
  db.pragma('cache_size = -400000');
  const versions = db
    .prepare(
      'select versions.id, experiment_id, cells.notebook_id from versions join cells on cells.id = experiment_id order by versions.number, versions.id',
    )
    .all() as VersionRow[];
  for (let done = 0; done < completions; done += PER_TRANSACTION) {
    const until = Math.min(done + PER_TRANSACTION, completions);
    db.transaction(() => insertRuns(db, random, { from: done, until, all: completions, versions }))();
    log(`${until} completions after ${Math.round((Date.now() - began) / 1000)} s`);
  }
  db.close();
  const { writer, close } = await openDatabase(folder);
  await writer
    .transaction()
    .execute((transaction) => addAllToDailyCosts(transaction, sql<never>`completions.id > ${VERSIONS}`));
  await close();
}

const VERSIONS = NOTEBOOKS * EXPERIMENTS_PER_NOTEBOOK * VERSIONS_PER_EXPERIMENT;

interface VersionRow {
  readonly id: number;
  readonly experiment_id: number;
  readonly notebook_id: number;
}

/** Through the store: each version's first run has one completion, which stays queued until the next start. */
async function createVersions(folder: string): Promise<void> {
  const database = await openDatabase(folder);
  const store = await createStore(database);
  for (let notebook = 0; notebook < NOTEBOOKS; notebook++) {
    const { id: notebookId } = await store.notebooks.create(`Notebook ${notebook}`);
    for (let experiment = 0; experiment < EXPERIMENTS_PER_NOTEBOOK; experiment++) {
      const draft = { prompt: promptOf('Say'), settings: DEFAULT_SETTINGS };
      const { id } = await store.cells.addExperiment(notebookId, {
        title: `Experiment ${notebook}.${experiment}`,
        draft,
      });
      for (let version = 0; version < VERSIONS_PER_EXPERIMENT; version++) {
        const prompt = promptOf(
          `Question ${version} of experiment ${id}: what about ${createHash('sha1').update(`${id}/${version}`).digest('hex')}?`,
          'Answer in one sentence.',
        );
        await store.runs.create(newRun(id, { prompt, createdAt: new Date(END - DAYS * 86_400_000) }));
      }
    }
  }
  await store.close();
}

interface Stretch {
  readonly from: number;
  readonly until: number;
  readonly all: number;
  readonly versions: readonly VersionRow[];
}

/** A version is asked for a while, then the next: as people work. */
function insertRuns(db: Database, random: () => number, { from, until, all, versions }: Stretch): void {
  const run =
    db.prepare(`insert into runs (notebook_id, experiment_id, version_id, message_list_id, status, request, columns_axis, planned, estimate_input_tokens, estimate_method, max_cost_pico, created_at, ended_at)
    select ?, ?, ?, message_list_id, 'finished', request, columns_axis, ?, 50, 'tiktoken', 1000, ?, ? from runs where version_id = ? order by id limit 1 returning id, message_list_id`);
  const completion =
    db.prepare(`insert into completions (run_id, ordinal, notebook_id, experiment_id, version_id, message_list_id, connection, model, temperature, settings, column_index, row_index, sample, created_at, status, finish_reason,
    input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, usage_source, price_input_pico, price_output_pico, price_model, price_date, cost_pico, cost_source, unpriced, ttft_ms, duration_ms, attempts, started_at, ended_at, text, rating, pinned)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, '{"max_completion_tokens":500}', ?, 0, ?, ?, ?, ?, ?, 0, ?, 0, 'reported', ?, ?, ?, '2026-01-01', ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?)`);
  const words = db.prepare('insert into answer_search (rowid, words) values (?, ?)');
  const day = db.prepare(
    `insert into completion_days (day, first_completion_id, last_completion_id) values (?, ?, ?) on conflict (day) do update set last_completion_id = excluded.last_completion_id`,
  );
  for (let at = from; at < until; at += PER_RUN) {
    const createdAt = Math.round(END - DAYS * 86_400_000 + (at / all) * DAYS * 86_400_000) + 1;
    const active = Math.floor((at / all) * (versions.length - 60));
    const version = versions[active + Math.floor(random() * 60)] as VersionRow;
    const head = run.get(
      version.notebook_id,
      version.experiment_id,
      version.id,
      PER_RUN,
      createdAt,
      createdAt + 9_000,
      version.id,
    ) as { id: number; message_list_id: number };
    const model = MODELS[Math.floor(random() ** 2 * MODELS.length)] ?? MODELS[0];
    const four = Math.floor(random() * 4);
    let first = 0;
    let last = 0;
    for (let index = 0; index < PER_RUN; index++) {
      const input = 40 + Math.floor(random() * 200);
      const output = 10 + Math.floor(random() ** 3 * 400);
      const chance = random();
      const status = chance < 0.96 ? 'done' : chance < 0.98 ? 'failed' : chance < 0.99 ? 'cancelled' : 'incomplete';
      const priced = model.input !== null;
      const cost = priced ? input * model.input + output * model.output : null;
      const text = answer(random);
      const result = completion.run(
        head.id,
        index,
        version.notebook_id,
        version.experiment_id,
        version.id,
        head.message_list_id,
        model.connection,
        model.model,
        TEMPERATURES[four + (index % 4)] ?? null,
        index % 4,
        Math.floor(index / 4),
        createdAt,
        status,
        status === 'done' ? 'stop' : null,
        input,
        output,
        model.input,
        model.output,
        model.model,
        cost,
        priced ? 'computed' : null,
        priced ? 0 : 1,
        200 + random() * 300,
        400 + output * 12 + random() ** 8 * 20_000,
        createdAt,
        createdAt + 2_000,
        text,
        random() < 0.002 ? 1 : null,
        random() < 0.001 ? 1 : 0,
      );
      last = Number(result.lastInsertRowid);
      first ||= last;
      words.run(last, indexedWords(text));
    }
    day.run(new Date(createdAt).toISOString().slice(0, 10), first, last);
  }
}

const VOCABULARY = Array.from({ length: 20_000 }, (_, index) => wordFor(index));

/** Few words are said often and most seldom, as in any language (Zipf's law). */
function answer(random: () => number): string {
  const length = 10 + Math.floor(random() * 50);
  const words = Array.from({ length }, () => VOCABULARY[Math.floor(20_000 ** random()) - 1] ?? '');
  const japanese = random() < 0.05 ? ` ${JAPANESE[Math.floor(random() * JAPANESE.length)]}。` : '.';
  return words.join(' ') + japanese;
}

function wordFor(index: number): string {
  const syllables = ['ka', 'to', 'mi', 're', 'su', 'lo', 'ne', 'vi', 'da', 'po'];
  return [...String(index)].map((digit) => syllables[Number(digit)]).join('');
}

/** Mulberry32 (Tommy Ettinger, public domain): small, fast and good enough for made-up data. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
