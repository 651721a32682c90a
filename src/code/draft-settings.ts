import type { DraftSettings } from '../domain/notebook.ts';
import { isFields, requestFieldsOf } from '../domain/request-fields.ts';
import type { PastedSettings } from './request-prompt.ts';

/** Settings whose fields in the editor hold the value as text. */
const FIELDS = [
  'temperature',
  'top_p',
  'seed',
  'presence_penalty',
  'frequency_penalty',
  'max_completion_tokens',
  'reasoning_effort',
  'verbosity',
] as const satisfies readonly (keyof DraftSettings)[];

/** The editor's fields for what a paste sets, and the names of settings that the editor has no field for. */
export function draftSettingsOf(settings: PastedSettings): {
  readonly fields: Partial<DraftSettings>;
  readonly left: readonly string[];
} {
  const { model: _, logprobs, top_logprobs: top, stop, response_format, service_tier, extra_body, ...rest } = settings;
  const known: readonly string[] = FIELDS;
  const stops = [stop].flat().filter((one) => typeof one === 'string');
  const parts = requestFieldsOf({
    stop: stops.length === 0 ? null : stops,
    responseFormat: isFields(response_format) ? response_format : null,
    ...(typeof service_tier === 'string' ? { serviceTier: service_tier } : {}),
    ...(isFields(extra_body) ? { extraBody: extra_body } : {}),
  });
  const fields = Object.fromEntries(
    FIELDS.flatMap((name) => (settings[name] === undefined ? [] : [[name, String(settings[name])] as const])),
  );
  return {
    // A request that names no temperature is sent without one.
    fields: {
      temperature: 'not sent',
      ...fields,
      ...parts,
      ...(logprobs === true ? { logprobs: String(top ?? 0) } : {}),
    },
    left: Object.keys(rest).filter((name) => !known.includes(name)),
  };
}
