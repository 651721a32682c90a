import type { JsonFields } from '../json.ts';
import type { FunctionTool, ToolChoice, ToolRequest } from '../prompt/tool.ts';

/*
 * What a request holds besides its prompt and its swept settings: as a run keeps it, and in the words of the API.
 */

/** As a run keeps it; what is not sent is `null` or absent. */
export interface RequestContents extends ToolRequest {
  readonly stop: readonly string[] | null;
  readonly responseFormat: JsonFields | null;
  readonly logprobs: boolean;
  readonly topLogprobs: number | null;
  readonly serviceTier?: string;
  /** Fields that are sent as they are, beside those that Tempera knows. */
  readonly extraBody?: JsonFields;
}

/** The same in the words of the API; `null`: not sent. */
export interface RequestSettings {
  readonly stop: readonly string[] | null;
  readonly response_format: JsonFields | null;
  readonly service_tier: string | null;
  readonly extra_body: JsonFields | null;
  readonly tools: readonly FunctionTool[] | null;
  readonly tool_choice: ToolChoice | null;
  readonly parallel_tool_calls: boolean | null;
  readonly logprobs: boolean | null;
  readonly top_logprobs: number | null;
}
export type RequestSetting = keyof RequestSettings;
/** Some of them, as JSON is read: what is absent is not there. */
type GivenSettings = { readonly [Name in RequestSetting]?: RequestSettings[Name] | undefined };

/** Their names, in the order in which they are written. */
export const REQUEST_SETTINGS: readonly RequestSetting[] = [
  'stop',
  'response_format',
  'service_tier',
  'extra_body',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'logprobs',
  'top_logprobs',
];

/** Whatever is sent, by the names of the API. */
export function sentSettings(contents: RequestContents): Partial<RequestSettings> {
  const { stop, responseFormat, serviceTier, extraBody, tools, toolChoice, parallelToolCalls, topLogprobs } = contents;
  return {
    ...(stop === null ? {} : { stop }),
    ...(responseFormat === null ? {} : { response_format: responseFormat }),
    ...(serviceTier === undefined ? {} : { service_tier: serviceTier }),
    ...(extraBody === undefined ? {} : { extra_body: extraBody }),
    ...(tools === undefined ? {} : { tools }),
    ...(toolChoice === undefined ? {} : { tool_choice: toolChoice }),
    ...(parallelToolCalls === undefined ? {} : { parallel_tool_calls: parallelToolCalls }),
    ...(contents.logprobs ? { logprobs: true } : {}),
    ...(topLogprobs === null ? {} : { top_logprobs: topLogprobs }),
  };
}

/** The same back again; how many of the likeliest tokens are asked for says that they are. */
export function contentsOf(given: GivenSettings): RequestContents {
  const { stop = null, response_format: responseFormat = null, top_logprobs: topLogprobs = null } = given;
  return {
    stop,
    responseFormat,
    logprobs: given.logprobs ?? topLogprobs !== null,
    topLogprobs,
    ...(given.service_tier == null ? {} : { serviceTier: given.service_tier }),
    ...(given.extra_body == null ? {} : { extraBody: given.extra_body }),
    ...(given.tools == null || given.tools.length === 0 ? {} : { tools: given.tools }),
    ...(given.tool_choice == null ? {} : { toolChoice: given.tool_choice }),
    ...(given.parallel_tool_calls == null ? {} : { parallelToolCalls: given.parallel_tool_calls }),
  };
}

const KEPT_AS: readonly (keyof RequestContents)[] = [
  'stop',
  'responseFormat',
  'logprobs',
  'topLogprobs',
  'serviceTier',
  'extraBody',
  'tools',
  'toolChoice',
  'parallelToolCalls',
];

/** A request with other contents in the place of its own. */
export function withContents<Request extends RequestContents>(request: Request, contents: RequestContents): Request {
  const names: readonly string[] = KEPT_AS;
  const others = Object.fromEntries(Object.entries(request).filter(([name]) => !names.includes(name)));
  return { ...others, ...contents } as Request;
}

/**
 * A request with some of its settings changed; the same one where none is. Functions that are not sent take what is said of calling
 * them along, unless the changes say that too; log probabilities and how many of them are one setting.
 */
export function changedRequest<Request extends RequestContents>(
  request: Request,
  changes: Partial<RequestSettings>,
): Request {
  if (!REQUEST_SETTINGS.some((name) => name in changes)) return request;
  const isUncalled = changes.tools === null || changes.tools?.length === 0;
  const isLogprobs = 'logprobs' in changes || 'top_logprobs' in changes;
  const settings = {
    ...sentSettings(request),
    ...(isUncalled ? { tool_choice: null, parallel_tool_calls: null } : {}),
    ...(isLogprobs ? { logprobs: null, top_logprobs: null } : {}),
    ...changes,
  };
  return withContents(request, contentsOf(settings));
}
