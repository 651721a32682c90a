/** Vendors whose names differ here and in promptfoo: ours first. */
const NAMES: readonly (readonly [ours: string, theirs: string])[] = [
  ['together', 'togetherai'],
  ['fireworks', 'fireworks-ai'],
];
/** Connections that promptfoo asks under a prefix of its own, with what stands between vendor and model. */
const PREFIXES: Readonly<Record<string, string>> = {
  openai: 'openai:chat:',
  anthropic: 'anthropic:messages:',
  azure: 'azure:chat:',
  ollama: 'ollama:chat:',
  ...Object.fromEntries(
    ['openrouter', 'google', 'groq', 'mistral', 'deepseek', 'xai', 'cerebras', 'perplexity'].map((id) => [
      id,
      `${id}:`,
    ]),
  ),
  ...Object.fromEntries(NAMES.map(([ours, theirs]) => [ours, `${theirs}:`])),
};
/** What may stand between vendor and model. */
const KINDS: readonly string[] = ['chat', 'completion', 'responses', 'messages'];
/** Providers that run something, or ask nobody. */
const NO_MODELS: readonly string[] = [
  ...['exec', 'python', 'javascript', 'golang', 'ruby', 'file', 'package', 'http', 'https', 'webhook', 'websocket'],
  ...['ws', 'wss', 'browser', 'echo', 'promptfoo', 'sequence', 'mcp', 'manual-input', 'huggingface', 'replicate'],
];

/** A model as a provider's id names it. */
export interface NamedModel {
  readonly connection: string;
  readonly model: string;
}

/** The model of an id such as `openai:chat:gpt-4.1-mini`; `null` when it names none. */
export function modelOfProvider(id: string): NamedModel | null {
  const [vendor = '', ...rest] = id.split(':');
  const model = (KINDS.includes(rest[0] ?? '') ? rest.slice(1) : rest).join(':');
  if (vendor === '' || model === '' || NO_MODELS.includes(vendor)) return null;
  return { connection: NAMES.find(([, theirs]) => theirs === vendor)?.[0] ?? vendor, model };
}

/** The id under which promptfoo asks a model; `isKnown` is false where it has to be told the address. */
export function providerId({ connection, model }: NamedModel): { readonly id: string; readonly isKnown: boolean } {
  const prefix = Object.hasOwn(PREFIXES, connection) ? PREFIXES[connection] : undefined;
  return { id: `${prefix ?? 'openai:chat:'}${model}`, isKnown: prefix !== undefined };
}

/** The label of a provider says its connection and model, and after the dot what tells it from the others. */
export const LABEL_DOT = ' · ';
