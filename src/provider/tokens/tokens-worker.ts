/**
 * Counts tokens away from the main thread: loading an encoding takes a quarter of a second and 70 MB, and a long run of
 * one letter takes seconds.
 */
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { Tiktoken } from 'tiktoken/lite';
import type { CountJob, CountReply } from './tokens-protocol.ts';

interface EncodingFile {
  readonly bpe_ranks: string;
  readonly special_tokens: Record<string, number>;
  readonly pat_str: string;
}

const require = createRequire(import.meta.url);
const loaded = new Map<string, Tiktoken>();

parentPort?.on('message', ({ encoding, texts }: CountJob) => {
  const encoder = load(encoding);
  const reply: CountReply = { tokens: texts.map((text) => count(encoder, text)) };
  parentPort?.postMessage(reply);
});

/** Text that looks like a special token is counted as the plain text it is. */
function count(encoder: Tiktoken, text: string): number {
  return encoder.encode(text.toWellFormed(), [], []).length;
}

function load(encoding: string): Tiktoken {
  const known = loaded.get(encoding);
  if (known !== undefined) return known;
  const { bpe_ranks, special_tokens, pat_str } = require(`tiktoken/encoders/${encoding}.json`) as EncodingFile;
  const encoder = new Tiktoken(bpe_ranks, special_tokens, pat_str);
  loaded.set(encoding, encoder);
  return encoder;
}
