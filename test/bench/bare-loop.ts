/**
 * What the product is measured against: the openai client in a plain loop, its stream read with its own iteration, and a
 * row per answer in SQLite, as safe from a power cut as ours. Answers the messages of `run-bare-loop.ts`.
 */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import OpenAI from 'openai';
import type { LoadRequest, LoadResult } from './load.ts';

const { ENDPOINT = '', FOLDER = '' } = process.env;
const client = new OpenAI({ apiKey: 'none', baseURL: ENDPOINT, maxRetries: 0 });
const database = new Database(join(FOLDER, 'bare.db'));
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
database.exec(`create table if not exists completions (
  id integer primary key, model text, temperature real, text text, finish_reason text,
  input_tokens integer, output_tokens integer, started_at integer, duration_ms real)`);
const insert = database.prepare(
  `insert into completions (model, temperature, text, finish_reason, input_tokens, output_tokens, started_at, duration_ms)
   values (?, ?, ?, ?, ?, ?, ?, ?)`,
);

process.on('message', (message) => {
  if (message === 'usage') return;
  void carryOut(message as LoadRequest).then((result) => process.send?.(result));
});
console.log('ready');

async function carryOut({ model, temperatures, samples, concurrency }: LoadRequest): Promise<LoadResult> {
  const before = process.cpuUsage();
  const started = performance.now();
  const waiting = temperatures.flatMap((temperature) => Array.from({ length: samples }, () => temperature));
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await complete(model, next);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const wallMs = performance.now() - started;
  const { user, system } = process.cpuUsage(before);
  return { wallMs, cpuMs: (user + system) / 1000 };
}

async function complete(model: string, temperature: number): Promise<void> {
  const startedAt = Date.now();
  const stream = await client.chat.completions.create({
    model,
    messages: [{ role: 'user', content: 'Say something.' }],
    temperature,
    stream: true,
    stream_options: { include_usage: true },
  });
  let text = '';
  let finishReason: string | null = null;
  let usage: OpenAI.CompletionUsage | null = null;
  for await (const chunk of stream) {
    const [choice] = chunk.choices;
    text += choice?.delta.content ?? '';
    finishReason = choice?.finish_reason ?? finishReason;
    usage = chunk.usage ?? usage;
  }
  const { prompt_tokens = null, completion_tokens = null } = usage ?? {};
  const duration = Date.now() - startedAt;
  insert.run(model, temperature, text, finishReason, prompt_tokens, completion_tokens, startedAt, duration);
}
