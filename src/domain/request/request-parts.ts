import { readToolFields, type ToolFields, toolFieldsOf } from '../prompt/tool-fields.ts';
import type { Parsed } from '../run/value-list.ts';
import {
  type RequestFields,
  readExtraBody,
  readResponseFormat,
  readServiceTier,
  readStop,
  requestFieldsOf,
} from './request-fields.ts';
import type { RequestContents } from './request-settings.ts';

/** Takes a value that could be read; one that could not is noted at its field, and `null`. */
export type Note = <T>(path: string, parsed: Parsed<T>) => T | null;

/** The editor's fields for what a request holds besides its prompt and what can be swept. */
export interface ContentFields extends RequestFields, ToolFields {
  /** How many of the likeliest tokens to ask for at each place of the answer, as `5`; empty: not sent. */
  readonly logprobs: string;
}

/** What the fields call themselves in messages. */
export const CONTENT_LABELS: Readonly<Record<keyof ContentFields, string>> = {
  logprobs: 'Token probabilities',
  stop: 'Stop sequences',
  response_format: 'Response format',
  response_schema: 'JSON Schema',
  schema_strict: 'Strict',
  service_tier: 'Service tier',
  extra_body: 'Extra body',
  tools: 'Functions',
  tool_choice: 'Tool choice',
  parallel_tool_calls: 'Parallel calls',
  tool_results: 'Fixed results',
};

/** What is sent besides the prompt and what can be swept. */
export function readRequestParts(settings: ContentFields, note: Note): RequestContents {
  const format = readResponseFormat(settings);
  const strict = settings.schema_strict;
  const isStrict = strict === '' || strict === 'true' || strict === 'false';
  if (!isStrict) note('schema_strict', { ok: false, message: `Strict: “${strict}” is none of true, false.` });
  const stop = note('stop', readStop(settings.stop));
  const responseFormat = note(format.path, format);
  const serviceTier = note('service_tier', readServiceTier(settings.service_tier));
  const extraBody = note('extra_body', readExtraBody(settings.extra_body));
  const topLogprobs = note('logprobs', readTopLogprobs(settings.logprobs));
  return {
    stop,
    responseFormat,
    logprobs: topLogprobs !== null,
    topLogprobs,
    ...(serviceTier === null ? {} : { serviceTier }),
    ...(extraBody === null ? {} : { extraBody }),
    ...readToolFields(settings, note),
  };
}

/** The fields for what a run sends, such that reading them gives the same again. */
export function contentFieldsOf(contents: RequestContents): Omit<ContentFields, 'tool_results'> {
  return {
    logprobs: contents.logprobs ? String(contents.topLogprobs ?? 0) : '',
    ...requestFieldsOf(contents),
    ...toolFieldsOf(contents),
  };
}

/** As many of the likeliest tokens as the API lists at most. */
const MAX_TOP_LOGPROBS = 20;

function readTopLogprobs(text: string): Parsed<number | null> {
  if (text.trim() === '') return { ok: true, value: null };
  const count = Number(text);
  const fits = Number.isInteger(count) && count >= 0 && count <= MAX_TOP_LOGPROBS;
  return fits
    ? { ok: true, value: count }
    : { ok: false, message: `${CONTENT_LABELS.logprobs}: choose a number from 0 to ${MAX_TOP_LOGPROBS}.` };
}
