import { isRecord, type Json } from '../json.ts';

/*
 * What is kept of the JSON that a service sends beside its text: the fields that are known, each within bounds. Anything else
 * stays out of the data file, however large or deep it is.
 */

const MAX_TEXT = 500;
const MAX_LINKS = 50;

const FIELDS = ['id', 'object', 'created', 'model', 'system_fingerprint', 'service_tier', 'provider'];
const CHOICE_FIELDS = ['finish_reason', 'native_finish_reason', 'stop_reason'];
const USAGE_DETAILS = [
  'prompt_tokens_details',
  'completion_tokens_details',
  'input_tokens_details',
  'output_tokens_details',
  'cost_details',
  'cost',
];
const MAX_USAGE_FIELDS = 40;

/** Fields gathered from the chunks of one answer: later values replace earlier ones, except that `null` says nothing new. */
export class KeptResponse {
  readonly #fields = new Map<string, unknown>();
  readonly #choice = new Map<string, unknown>();

  chunk(chunk: Json): void {
    for (const name of FIELDS) this.#keep(this.#fields, name, scalar(chunk[name]));
    if (Array.isArray(chunk['citations'])) this.#keep(this.#fields, 'citations', links(chunk['citations']));
  }

  choice(choice: Json): void {
    if (this.#choice.size === 0) this.#choice.set('index', 0);
    for (const name of CHOICE_FIELDS) this.#keep(this.#choice, name, scalar(choice[name]));
  }

  /** A usage that was read, as it was sent. */
  usage(usage: Json): void {
    this.#fields.set('usage', figuresOf(usage, USAGE_DETAILS));
  }

  /** What was kept, with what we say about it. */
  result(told: Json): Json {
    const choices = this.#choice.size === 0 ? [] : [Object.fromEntries(this.#choice)];
    return { ...Object.fromEntries(this.#fields), choices, ...told };
  }

  #keep(into: Map<string, unknown>, name: string, value: unknown): void {
    if (value !== undefined && (value !== null || !into.has(name))) into.set(name, value);
  }
}

/** The figures and short words of an object, and of the parts that are named. */
function figuresOf(value: Json, parts: readonly string[]): Json {
  const kept: Record<string, unknown> = {};
  for (const name of Object.keys(value).slice(0, MAX_USAGE_FIELDS)) {
    if (name.length > MAX_TEXT) continue;
    const own = value[name];
    const figure = isRecord(own) ? (parts.includes(name) ? figuresOf(own, []) : undefined) : scalar(own);
    if (figure !== undefined) kept[name] = figure;
  }
  return kept;
}

function links(list: readonly unknown[]): readonly string[] {
  return list.filter((one): one is string => typeof one === 'string' && one.length <= 2_000).slice(0, MAX_LINKS);
}

/** Anything but a list or an object; longer texts are cut. */
function scalar(value: unknown): string | number | boolean | null | undefined {
  if (typeof value === 'string') return value.slice(0, MAX_TEXT).toWellFormed();
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return typeof value === 'boolean' || value === null ? value : undefined;
}
