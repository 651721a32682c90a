import { type Case, caseJson } from './case.ts';
import { askedPromptJson } from './prompt-json.ts';
import { type AskedModel, type RunRequest, type RunWithPrompt, sweptModels } from './run.ts';
import { AXES } from './sweep.ts';
import type { FunctionTool, ToolChoice } from './tool.ts';

/** A run as the body of `POST /runs` that asks for it. Settings that are not sent are left out. */
export function requestJson(
  { request, prompt }: Pick<RunWithPrompt, 'request' | 'prompt'>,
  cases: readonly Case[] | null,
) {
  // What a study makes itself is no part of what asks for it.
  const own = request.study === undefined ? AXES : AXES.filter((axis) => axis !== 'variant');
  const swept = own.flatMap((axis) => {
    const values: readonly unknown[] = axis === 'model' ? modelsJson(request) : request.sweep[axis];
    if (values.length === 1) return values[0] === null ? [] : [[axis, values[0]]];
    return [[axis, values]];
  });
  return {
    ...askedPromptJson(prompt),
    ...(request.study === undefined ? {} : { study: request.study }),
    ...(request.variants === undefined || request.study !== undefined
      ? {}
      : { variants: request.variants.map(({ name, changes }) => ({ name, changes })) }),
    ...Object.fromEntries(swept),
    samples: request.samples,
    connection: request.connection,
    ...(request.study === undefined ? { columns: request.columns } : {}),
    ...(request.rows === null ? {} : { rows: request.rows }),
    ...(request.addedColumns === undefined ? {} : { added_columns: request.addedColumns }),
    ...(request.stop === null ? {} : { stop: request.stop }),
    ...(request.responseFormat === null ? {} : { response_format: request.responseFormat }),
    ...optionalPartsJson(request),
    ...(request.logprobs ? { logprobs: true } : {}),
    ...(request.topLogprobs === null ? {} : { top_logprobs: request.topLogprobs }),
    ...(cases === null || request.study === 'labels' ? {} : { cases: cases.map(caseJson) }),
    ...(request.checks === undefined ? {} : { checks: request.checks }),
  };
}

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

/** By name where the run asks one connection; else each with its own. */
function modelsJson({ connection, sweep }: RunRequest): readonly (string | AskedModel)[] {
  return sweep.connections === undefined ? sweep.model : sweptModels({ connection, sweep });
}
