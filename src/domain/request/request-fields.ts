import { isFields, type JsonFields } from '../json.ts';
import type { Parsed } from '../run/value-list.ts';
import type { RequestContents } from './request-settings.ts';

/*
 * What a request holds besides its prompt and its swept settings, between the editor's fields and the run: every value that
 * a run can have has a text that is read as the same value again.
 */

/** The parts of a run that are read here; what is not sent is `null` or absent. */
export type RequestParts = Pick<RequestContents, 'stop' | 'responseFormat' | 'serviceTier' | 'extraBody'>;
/** What stands in the editor's fields. Empty means "not sent". */
export interface RequestFields {
  /** Stop sequences, one a line. */
  readonly stop: string;
  /** What kind of text answers shall be: one of `RESPONSE_FORMATS`. */
  readonly response_format: string;
  /** JSON: the schema that answers shall fit, or the whole format. */
  readonly response_schema: string;
  /** `true` or `false`: whether the service shall hold the model to the schema. */
  readonly schema_strict: string;
  readonly service_tier: string;
  /** JSON of an object whose fields are sent as they are. */
  readonly extra_body: string;
}
export type RequestField = keyof RequestFields;

export const NO_REQUEST_FIELDS: RequestFields = {
  stop: '',
  response_format: '',
  response_schema: '',
  schema_strict: '',
  service_tier: '',
  extra_body: '',
};

/** `custom`: the format itself, as it is sent, stands where the schema would. */
const RESPONSE_FORMATS = ['text', 'json_object', 'json_schema', 'custom'] as const;
export const SERVICE_TIERS = ['auto', 'default', 'flex', 'priority'] as const;
/** As many stop sequences as the API takes. */
const MAX_STOPS = 4;
/** Characters of a schema, a format or an extra body as text. */
export const MAX_JSON_FIELD = 100_000;
/** What a schema is called where nobody gave it a name; the API asks for one. */
const SCHEMA_NAME = 'answer';
const TIER = /^[a-z][\w-]{0,39}$/i;

/** What Tempera sends itself, by where it is set instead. */
const OWN_FIELDS: Readonly<Record<string, string>> = {
  model: 'Model',
  messages: 'the prompt',
  temperature: 'Temperatures',
  top_p: 'Top p',
  seed: 'Seed',
  presence_penalty: 'Presence penalty',
  frequency_penalty: 'Frequency penalty',
  reasoning_effort: 'Reasoning effort',
  verbosity: 'Verbosity',
  max_completion_tokens: 'Max tokens',
  max_tokens: 'Max tokens',
  stop: 'Stop sequences',
  response_format: 'Response format',
  service_tier: 'Service tier',
  logprobs: 'Token probabilities',
  top_logprobs: 'Token probabilities',
  n: 'Samples',
  tools: 'Functions',
  tool_choice: 'Tool choice',
  parallel_tool_calls: 'Parallel calls',
};
const NEVER: readonly string[] = ['stream', 'stream_options'];

/** What is wrong with a name in an extra body; `null` when nothing is. */
export function extraBodyProblem(body: JsonFields): string | null {
  for (const name of Object.keys(body)) {
    if (NEVER.includes(name)) return `leave out “${name}”: answers are always streamed where the service can.`;
    const place = Object.hasOwn(OWN_FIELDS, name) ? OWN_FIELDS[name] : undefined;
    if (place !== undefined) return `“${name}” has a place of its own: ${place}.`;
  }
  return null;
}

export function isServiceTier(text: string): boolean {
  return TIER.test(text);
}

/** Stop sequences, one a line; `\n`, `\t` and `\\` stand for what cannot be typed on a line. */
export function readStop(text: string): Parsed<readonly string[] | null> {
  const stops = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(/\\([ntr\\])/g, (_, letter: string) => ESCAPED[letter] ?? letter));
  if (stops.length === 0) return { ok: true, value: null };
  return stops.length > MAX_STOPS
    ? { ok: false, message: `Stop sequences: at most ${MAX_STOPS}, one on each line.` }
    : { ok: true, value: stops };
}

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\' };

function stopText(stop: RequestParts['stop']): string {
  const written: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };
  return (stop ?? []).map((one) => one.replace(/[\n\r\t\\]/g, (letter) => written[letter] ?? letter)).join('\n');
}

/** The format as it is sent; the errors name the field at fault. */
export function readResponseFormat(fields: RequestFields): Parsed<JsonFields | null> & { readonly path: RequestField } {
  const { response_format: kind, schema_strict: strict } = fields;
  if (kind === '') return { ok: true, path: 'response_format', value: null };
  if (kind === 'text' || kind === 'json_object') return { ok: true, path: 'response_format', value: { type: kind } };
  if (kind !== 'json_schema' && kind !== 'custom') {
    const message = `Response format: “${kind}” is none of ${RESPONSE_FORMATS.join(', ')}.`;
    return { ok: false, path: 'response_format', message };
  }
  const path = 'response_schema';
  const read = readJsonField(fields.response_schema, 'JSON Schema');
  if (!read.ok) return { ...read, path };
  if (read.value === null)
    return { ok: false, path, message: 'JSON Schema: write the schema that answers have to fit.' };
  if (kind === 'custom') return { ok: true, path, value: read.value };
  return { ok: true, path, value: schemaFormat(read.value, strict) };
}

/** A bare schema gets a name; one that has `name` and `schema` is taken as the API's own object. */
function schemaFormat(given: JsonFields, strict: string): JsonFields {
  const whole = isNamedSchema(given) ? given : { name: SCHEMA_NAME, schema: given };
  const asked = strict === '' || 'strict' in whole ? {} : { strict: strict === 'true' };
  return { type: 'json_schema', json_schema: { ...whole, ...asked } };
}

function isNamedSchema(given: JsonFields): boolean {
  return typeof given['name'] === 'string' && isFields(given['schema']);
}

function responseFormatFields(format: JsonFields | null): Omit<RequestFields, 'stop' | 'service_tier' | 'extra_body'> {
  const plain = { response_schema: '', schema_strict: '' };
  if (format === null) return { response_format: '', ...plain };
  const { type, json_schema: named, ...more } = format;
  const alone = Object.keys(more).length === 0;
  if (alone && named === undefined && (type === 'text' || type === 'json_object')) {
    return { response_format: type, ...plain };
  }
  if (!alone || type !== 'json_schema' || !isFields(named) || !isNamedSchema(named)) {
    return { response_format: 'custom', response_schema: jsonText(format), schema_strict: '' };
  }
  const { name, schema, strict, ...rest } = named;
  const bare = name === SCHEMA_NAME && Object.keys(rest).length === 0 && isFields(schema) && !isNamedSchema(schema);
  return {
    response_format: 'json_schema',
    ...(bare && (strict === undefined || typeof strict === 'boolean')
      ? { response_schema: jsonText(schema), schema_strict: strict === undefined ? '' : String(strict) }
      : { response_schema: jsonText(named), schema_strict: '' }),
  };
}

/** The schema that answers shall fit; `null` where the format holds none. */
export function schemaOfFormat(format: JsonFields | null): JsonFields | null {
  const named = format?.['type'] === 'json_schema' ? format['json_schema'] : null;
  return isFields(named) && isFields(named['schema']) ? named['schema'] : null;
}

/** Whether answers shall be JSON at all. */
export function asksForJson(format: JsonFields | null): boolean {
  return format?.['type'] === 'json_schema' || format?.['type'] === 'json_object';
}

export function readExtraBody(text: string): Parsed<JsonFields | null> {
  const read = readJsonField(text, 'Extra body');
  const problem = read.ok && read.value !== null ? extraBodyProblem(read.value) : null;
  return problem === null ? read : { ok: false, message: `Extra body: ${problem}` };
}

export function readServiceTier(text: string): Parsed<string | null> {
  const tier = text.trim();
  if (tier === '') return { ok: true, value: null };
  return isServiceTier(tier)
    ? { ok: true, value: tier }
    : { ok: false, message: 'Service tier: type one word, such as flex.' };
}

/** The editor's fields for what a run sends, such that reading them gives the run's parts again. */
export function requestFieldsOf({ stop, responseFormat, serviceTier, extraBody }: RequestParts): RequestFields {
  return {
    stop: stopText(stop),
    ...responseFormatFields(responseFormat),
    service_tier: serviceTier ?? '',
    extra_body: extraBody === undefined ? '' : jsonText(extraBody),
  };
}

/** JSON of an object, typed in a field; `null` for an empty one. */
function readJsonField(text: string, label: string): Parsed<JsonFields | null> {
  if (text.trim() === '') return { ok: true, value: null };
  if (text.length > MAX_JSON_FIELD) return { ok: false, message: `${label}: at most ${MAX_JSON_FIELD} characters.` };
  try {
    const value: unknown = JSON.parse(text);
    if (isFields(value)) return { ok: true, value };
    return { ok: false, message: `${label}: write an object, as {"name": 1}.` };
  } catch (error) {
    return { ok: false, message: `${label}: this is no JSON: ${error instanceof Error ? error.message : 'cut short'}` };
  }
}

function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
