import {
  type RequestFields,
  type RequestParts,
  readExtraBody,
  readResponseFormat,
  readServiceTier,
  readStop,
} from './request-fields.ts';
import type { ToolRequest } from './tool.ts';
import { readToolFields, type ToolFields } from './tool-fields.ts';
import type { Parsed } from './value-list.ts';

/** Takes a value that could be read; one that could not is noted at its field, and `null`. */
export type Note = <T>(path: string, parsed: Parsed<T>) => T | null;

/** What is sent besides the prompt and what can be swept. */
export function readRequestParts(settings: RequestFields & ToolFields, note: Note): RequestParts & ToolRequest {
  const format = readResponseFormat(settings);
  const strict = settings.schema_strict;
  const isStrict = strict === '' || strict === 'true' || strict === 'false';
  if (!isStrict) note('schema_strict', { ok: false, message: `Strict: “${strict}” is none of true, false.` });
  const stop = note('stop', readStop(settings.stop));
  const responseFormat = note(format.path, format);
  const serviceTier = note('service_tier', readServiceTier(settings.service_tier));
  const extraBody = note('extra_body', readExtraBody(settings.extra_body));
  return {
    stop,
    responseFormat,
    ...(serviceTier === null ? {} : { serviceTier }),
    ...(extraBody === null ? {} : { extraBody }),
    ...readToolFields(settings, note),
  };
}
