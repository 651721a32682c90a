import type { RunRequest } from './run.ts';
import type { FunctionTool, ToolChoice } from './tool.ts';

/** Parts of a request that are absent where they are not sent, by the names of the API. */
export interface OptionalPartsJson {
  readonly service_tier?: string | null | undefined;
  readonly extra_body?: Readonly<Record<string, unknown>> | null | undefined;
  readonly tools?: readonly FunctionTool[] | null | undefined;
  readonly tool_choice?: ToolChoice | null | undefined;
  readonly parallel_tool_calls?: boolean | null | undefined;
}

type OptionalParts = Pick<RunRequest, 'serviceTier' | 'extraBody' | 'tools' | 'toolChoice' | 'parallelToolCalls'>;

/** What of these parts a run sends, by the names of the API. */
export function optionalPartsJson(parts: OptionalParts) {
  return {
    ...(parts.serviceTier === undefined ? {} : { service_tier: parts.serviceTier }),
    ...(parts.extraBody === undefined ? {} : { extra_body: parts.extraBody }),
    ...(parts.tools === undefined ? {} : { tools: parts.tools }),
    ...(parts.toolChoice === undefined ? {} : { tool_choice: parts.toolChoice }),
    ...(parts.parallelToolCalls === undefined ? {} : { parallel_tool_calls: parts.parallelToolCalls }),
  };
}

/** The same back again; `null` is not sent. */
export function optionalPartsFrom(json: OptionalPartsJson): OptionalParts {
  return {
    ...(json.service_tier == null ? {} : { serviceTier: json.service_tier }),
    ...(json.extra_body == null ? {} : { extraBody: json.extra_body }),
    ...(json.tools == null || json.tools.length === 0 ? {} : { tools: json.tools }),
    ...(json.tool_choice == null ? {} : { toolChoice: json.tool_choice }),
    ...(json.parallel_tool_calls == null ? {} : { parallelToolCalls: json.parallel_tool_calls }),
  };
}
