import type { Message } from '../../domain/prompt/message.ts';
import type { FunctionTool } from '../../domain/prompt/tool.ts';
import { baseName } from '../models/capabilities.ts';
import { imageTokens } from './tokens-images.ts';
import type { Encoding } from './tokens-protocol.ts';
import { createCountingWorker } from './tokens-thread.ts';
import { definitionTexts, definitionTokens } from './tokens-tools.ts';

/** `tiktoken`: the model's own tokeniser; `rough`: a quarter of the characters. */
type CountMethod = 'tiktoken' | 'rough';

export interface TokenCounter {
  /**
   * Tokens of a chat request's input: 3, and for each message 3, its role, its content and, with a name, that and 1
   * (OpenAI cookbook, "How to count tokens"). Calls of functions count as their names and arguments, images by the
   * rules of tokens-images.ts.
   */
  countMessages(request: {
    readonly model: string;
    readonly messages: readonly Message[];
    /** Roughly, when the model's tokenizer is not loaded yet; left out, that is waited for. */
    readonly atOnce?: boolean;
  }): Promise<{
    readonly inputTokens: number;
    readonly perMessage: readonly number[];
    readonly method: CountMethod;
  }>;
  /** Tokens that functions and a schema of answers add to those of the messages; see tokens-tools.ts. */
  countDefinitions(request: {
    readonly model: string;
    readonly tools: readonly FunctionTool[];
    readonly schema: Readonly<Record<string, unknown>> | null;
    readonly atOnce?: boolean;
  }): Promise<number>;
  /** Tokens of each text on its own. */
  countTexts(request: { readonly model: string; readonly texts: readonly string[] }): Promise<{
    readonly tokens: readonly number[];
    readonly method: CountMethod;
  }>;
  /** Whether a model is counted without waiting for its tokenizer: that is loaded, or there is none. */
  isReady(model: string): boolean;
  /** Loads a model's tokenizer before somebody waits for it. */
  warmUp(model: string): Promise<void>;
  close(): Promise<void>;
}

const PER_REQUEST = 3;
const PER_MESSAGE = 3;
const PER_NAME = 1;
const LONG_TEXT = 2_000;
/** Of each half of what is remembered. */
const MAX_REMEMBERED = 5_000;
const MAX_REMEMBERED_CHARACTERS = 2_000_000;

/**
 * A counter whose work is done in a thread of its own; a text that takes it longer than `timeoutMs` is counted roughly, and
 * so is everything when the thread fails, which `onError` is told.
 */
export function createTokenCounter(options: {
  readonly timeoutMs: number;
  readonly onError?: (error: unknown) => void;
}): TokenCounter {
  const worker = createCountingWorker({ onError: () => undefined, ...options });
  const memory = createMemory();

  function isReady(model: string): boolean {
    const encoding = encodingOf(model);
    return encoding === null || worker.isLoaded(encoding);
  }

  async function countTexts(
    model: string,
    texts: readonly string[],
    atOnce = false,
  ): ReturnType<TokenCounter['countTexts']> {
    const encoding = encodingOf(model);
    if (encoding === null || (atOnce && !worker.isLoaded(encoding)))
      return { tokens: texts.map(roughly), method: 'rough' };
    const counted = new Map([...new Set(texts)].map((text) => [text, memory.get(encoding, text)] as const));
    const unknown = [...counted].filter(([, count]) => count === undefined).map(([text]) => text);
    for (const job of jobsOf(unknown)) {
      const tokens = await worker.count({ encoding, texts: job });
      job.forEach((text, index) => {
        const count = tokens?.[index] ?? null;
        counted.set(text, count);
        // A slow text fails all that are counted with it, so only one that was alone is known to be slow.
        if (count !== null || job.length === 1) memory.set(encoding, text, count);
      });
    }
    const all = texts.map((text) => counted.get(text) ?? null);
    const method = all.includes(null) ? 'rough' : 'tiktoken';
    return { tokens: all.map((count, index) => count ?? roughly(texts[index] ?? '')), method };
  }

  return {
    countTexts: ({ model, texts }) => countTexts(model, texts),
    countMessages: async ({ model, messages, atOnce }) => {
      const parts = messages.map(({ role, content, name, tool_calls: calls = [] }) => [
        role,
        content,
        ...(name === undefined ? [] : [name]),
        ...calls.flatMap((call) => [call.function.name, call.function.arguments]),
      ]);
      const { tokens, method } = await countTexts(model, parts.flat(), atOnce);
      let at = 0;
      const perMessage = parts.map(({ length }, index) => {
        const own = tokens.slice(at, at + length);
        at += length;
        // A name is one text more, a call two.
        const pictures = (messages[index]?.images ?? []).reduce((sum, image) => sum + imageTokens(model, image), 0);
        return own.reduce((sum, count) => sum + count, PER_MESSAGE + (length % 2 === 1 ? PER_NAME : 0) + pictures);
      });
      return { inputTokens: perMessage.reduce((sum, count) => sum + count, PER_REQUEST), perMessage, method };
    },
    countDefinitions: async ({ model, tools, schema, atOnce }) => {
      const texts = [...definitionTexts(tools), ...(schema === null ? [] : [JSON.stringify(schema)])];
      const { tokens } = await countTexts(model, texts, atOnce);
      const counts = new Map(texts.map((text, index) => [text, tokens[index] ?? 0]));
      return definitionTokens({ tools, schema }, encodingOf(model), (text) => counts.get(text) ?? 0);
    },
    isReady,
    warmUp: async (model) => {
      const encoding = encodingOf(model);
      if (encoding !== null) await worker.load(encoding);
    },
    close: worker.close,
  };
}

/** A model's encoding by its name; `null` for models whose tokeniser is not tiktoken's. */
export function encodingOf(model: string): Encoding | null {
  const name = baseName(model);
  if (O200K.test(name)) return 'o200k_base';
  return CL100K.test(name) ? 'cl100k_base' : null;
}

/** Families whole: `gpt-4all`, `o1labs` and `gpt-5-lookalike` are none of them. gpt-oss has the ranks of o200k. */
const VARIANT =
  '(-(mini|nano|pro|codex|max|chat|turbo|preview|latest|instruct|vision|audio|realtime|search|deep|research|api|16k|32k|\\d[\\d-]*))*';
const O200K = new RegExp(
  `^(gpt-4o|gpt-4\\.\\d+|gpt-5(\\.\\d+)?|chatgpt-4o|o\\d+|gpt-oss(-\\d+b)?(:[\\w.-]+)?)${VARIANT}$`,
);
const CL100K = new RegExp(`^(gpt-4|gpt-3\\.5|gpt-35)${VARIANT}$`);

/** Long texts, which may be slow, each get a job of their own. */
function jobsOf(texts: readonly string[]): readonly (readonly string[])[] {
  const short = texts.filter((text) => text.length <= LONG_TEXT);
  const long = texts.filter((text) => text.length > LONG_TEXT).map((text) => [text]);
  return short.length === 0 ? long : [short, ...long];
}

function roughly(text: string): number {
  return Math.ceil(text.length / 4);
}

interface Memory {
  /** `null`: too slow to count; `undefined`: not known. */
  get(encoding: Encoding, text: string): number | null | undefined;
  set(encoding: Encoding, text: string, count: number | null): void;
}

/**
 * The counts of the texts used last, so that only what changes while somebody types is counted again. Kept in two halves: what the
 * newer one has no more room for makes it the older one, and what is found there only is taken over, so nothing is put in order
 * at each look.
 */
function createMemory(): Memory {
  let newer = createHalf();
  let older = createHalf();
  const set: Memory['set'] = (encoding, text, count) => {
    if (newer.isFull) [newer, older] = [createHalf(), newer];
    newer.set(encoding, text, count);
  };
  return {
    get: (encoding, text) => {
      const known = newer.get(encoding, text);
      if (known !== undefined) return known;
      const count = older.get(encoding, text);
      if (count !== undefined) set(encoding, text, count);
      return count;
    },
    set,
  };
}

function createHalf(): Memory & { readonly isFull: boolean } {
  const counts: Readonly<Record<Encoding, Map<string, number | null>>> = {
    o200k_base: new Map(),
    cl100k_base: new Map(),
  };
  let size = 0;
  let characters = 0;
  return {
    get isFull() {
      return size >= MAX_REMEMBERED || characters >= MAX_REMEMBERED_CHARACTERS;
    },
    get: (encoding, text) => counts[encoding].get(text),
    set: (encoding, text, count) => {
      if (!counts[encoding].has(text)) {
        size += 1;
        characters += text.length;
      }
      counts[encoding].set(text, count);
    },
  };
}
