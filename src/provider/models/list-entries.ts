import { isTooDeep, parsedJson } from '../../domain/json.ts';
import type { ListedModel } from '../../domain/models/listed-model.ts';
import { ProviderError } from '../errors/provider-error.ts';
import { withoutSecrets } from '../errors/secret-filter.ts';
import { isRecord, type Json } from '../json.ts';
import { listedPrices, listsRequestFee } from './list-prices.ts';
import { kindOf } from './model-kinds.ts';

const MAX_MODELS = 5_000;
const MAX_ID = 200;
const MAX_PARAMETERS = 100;
/** Below it no model could be used, so that a figure means something else. */
const MIN_TOKENS = 256;
const MAX_TOKENS = 100_000_000;

/**
 * Reads the models of a list: `{"data": [{"id"}]}` as OpenAI's, the bare list that some send, or `{"models": []}`; with what services
 * tell beside the id, each under names of its own. What holds a secret is left out, as is a second entry of the same id.
 * @throws ProviderError when the text is no model list
 */
export function readModelList(text: string, secrets: readonly string[]): readonly ListedModel[] {
  const list = isTooDeep(text) ? null : parsedJson(text);
  const wrapped = isRecord(list) && ('data' in list || 'models' in list);
  const entries = wrapped ? (list['data'] ?? list['models'] ?? []) : list;
  if (!Array.isArray(entries)) throw new ProviderError('not_an_openai_endpoint', 'No model list.');
  const models = entries.slice(0, MAX_MODELS).flatMap((entry: unknown) => {
    const read = isRecord(entry) ? readEntry(entry) : null;
    // A hostile list could name the key as a model, or as a parameter.
    const told = [read?.id, ...(read?.parameters ?? [])].join(' ');
    return read === null || withoutSecrets(told, secrets) !== told ? [] : [read];
  });
  const first = new Set<string>();
  return models.filter(({ id }) => !first.has(id) && first.add(id));
}

function readEntry(entry: Json): ListedModel | null {
  const id = idOf(entry);
  if (id === null || !isUsableId(id) || entry['active'] === false) return null;
  const apart = ['metadata', 'model_spec', 'model_info'].map((name) => entry[name]).filter(isRecord);
  const about = Object.assign({}, ...apart, entry) as Json;
  const context = contextOf(about);
  const outputLimit = outputLimitOf(about);
  return {
    id,
    kind: kindOf(about, id),
    context,
    outputLimit: context !== null && outputLimit !== null && outputLimit > context ? null : outputLimit,
    prices: listedPrices(about, id),
    chargesPerRequest: listsRequestFee(about),
    parameters: parametersOf(about),
  };
}

/** Cohere, Google and Ollama call a model by its name alone, where they do not speak as OpenAI does. */
function idOf(entry: Json): string | null {
  const named = [entry['id'], entry['model'], entry['name']].find((name) => name !== undefined);
  return typeof named === 'string' ? named : null;
}

/** Of an id that is blank, very long, no proper Unicode, or holds control characters, nobody can ask for the model. */
function isUsableId(id: string): boolean {
  return id.trim() !== '' && id.length <= MAX_ID && id.isWellFormed() && !/\p{Cc}/u.test(id);
}

/** The names that services give it. Where a model is loaded with less than it could take, that counts. */
const CONTEXT_NAMES = [
  'loaded_context_length',
  'context_length',
  'context_window',
  'max_model_len',
  'max_context_length',
  'context_size',
  'max_input_tokens',
  'inputTokenLimit',
  'availableContextTokens',
];
const OUTPUT_NAMES = [
  'max_completion_tokens',
  'max_output_tokens',
  'max_output_length',
  'outputTokenLimit',
  'maxCompletionTokens',
];

/** As the entry itself says; of a router, what any of its providers takes. */
function contextOf(entry: Json): number | null {
  const own = firstTokens(entry, CONTEXT_NAMES) ?? tokensApart(entry, CONTEXT_NAMES);
  if (own !== null || !Array.isArray(entry['providers'])) return own;
  const each = entry['providers']
    .filter(isRecord)
    .map((provider) => tokens(provider['context_length']))
    .filter((size) => size !== null);
  return each.length === 0 ? null : Math.min(...each);
}

function outputLimitOf(entry: Json): number | null {
  const { top_provider: top } = entry;
  // `max_tokens` alone is the context at some services.
  const own = entry['max_input_tokens'] === undefined ? [] : ['max_tokens'];
  return (
    firstTokens(entry, [...OUTPUT_NAMES, ...own]) ??
    (isRecord(top) ? tokens(top['max_completion_tokens']) : null) ??
    tokensApart(entry, OUTPUT_NAMES)
  );
}

/** A figure that stands with the others of its kind: GitHub's and Cerebras' `limits`, Poe's `context_window`. */
function tokensApart(entry: Json, names: readonly string[]): number | null {
  const parts = [entry['limits'], entry['context_window']].filter(isRecord);
  return parts.map((part) => firstTokens(part, names)).find((size) => size !== null) ?? null;
}

function parametersOf(entry: Json): readonly string[] | null {
  const told = entry['supported_parameters'] ?? entry['supported_sampling_parameters'];
  if (!Array.isArray(told) || told.length === 0) return null;
  return told.filter((name) => typeof name === 'string' && /^\w{1,60}$/.test(name)).slice(0, MAX_PARAMETERS);
}

function firstTokens(from: Json, names: readonly string[]): number | null {
  return names.map((name) => tokens(from[name])).find((size) => size !== null) ?? null;
}

function tokens(value: unknown): number | null {
  const isSane = typeof value === 'number' && Number.isInteger(value) && value >= MIN_TOKENS && value <= MAX_TOKENS;
  return isSane ? value : null;
}
