import { isFields } from '../../domain/json.ts';
import type { DraftSettings } from '../../domain/notebook/notebook.ts';
import { TOOL_CHOICES } from '../../domain/prompt/tool.ts';
import { toolsFrom } from '../../domain/prompt/tool-fields.ts';
import { contentFieldsOf } from '../../domain/request/request-parts.ts';
import { contentsOf } from '../../domain/request/request-settings.ts';
import { NUMERIC_AXES } from '../../domain/run/sweep.ts';
import type { PastedSettings } from './request-prompt.ts';

/** Settings whose fields in the editor hold the value as text. */
const FIELDS = [...NUMERIC_AXES, 'reasoning_effort', 'verbosity'] as const satisfies readonly (keyof DraftSettings)[];

/** The editor's fields for what a paste sets, and the names of settings that the editor has no field for. */
export function draftSettingsOf(settings: PastedSettings): {
  readonly fields: Partial<DraftSettings>;
  readonly left: readonly string[];
} {
  const { model: _, logprobs, top_logprobs: top, stop, response_format, ...others } = settings;
  const { service_tier, extra_body, tools, tool_choice, parallel_tool_calls, ...rest } = others;
  const known: readonly string[] = FIELDS;
  const stops = [stop].flat().filter((one) => typeof one === 'string');
  const functions = Array.isArray(tools) ? toolsFrom(tools) : null;
  const contents = contentsOf({
    stop: stops.length === 0 ? null : stops,
    response_format: isFields(response_format) ? response_format : null,
    service_tier: typeof service_tier === 'string' ? service_tier : null,
    extra_body: isFields(extra_body) ? extra_body : null,
    tools: functions?.ok ? functions.value : null,
    tool_choice: TOOL_CHOICES.find((word) => word === tool_choice) ?? (isFields(tool_choice) ? tool_choice : null),
    parallel_tool_calls: typeof parallel_tool_calls === 'boolean' ? parallel_tool_calls : null,
    logprobs: logprobs === true,
    top_logprobs: logprobs === true && typeof top === 'number' ? top : null,
  });
  const fields = Object.fromEntries(
    FIELDS.flatMap((name) => (settings[name] === undefined ? [] : [[name, String(settings[name])] as const])),
  );
  return {
    // A request that names no temperature is sent without one.
    fields: {
      temperature: 'not sent',
      ...fields,
      ...contentFieldsOf(contents),
    },
    left: Object.keys(rest).filter((name) => !known.includes(name)),
  };
}
