import type { DraftSettings } from '../domain/notebook.ts';
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
  const { model: _, logprobs, top_logprobs: top, ...rest } = settings;
  const known: readonly string[] = FIELDS;
  const fields = Object.fromEntries(
    FIELDS.flatMap((name) => (settings[name] === undefined ? [] : [[name, String(settings[name])] as const])),
  );
  return {
    // A request that names no temperature is sent without one.
    fields: { temperature: 'not sent', ...fields, ...(logprobs === true ? { logprobs: String(top ?? 0) } : {}) },
    left: Object.keys(rest).filter((name) => !known.includes(name)),
  };
}
