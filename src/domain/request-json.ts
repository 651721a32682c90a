import { type Case, caseJson } from './case.ts';
import { askedPromptJson } from './prompt-json.ts';
import type { RunWithPrompt } from './run.ts';
import { AXES } from './sweep.ts';

/** A run as the body of `POST /runs` that asks for it. Settings that are not sent are left out. */
export function requestJson(
  { request, prompt }: Pick<RunWithPrompt, 'request' | 'prompt'>,
  cases: readonly Case[] | null,
) {
  // What a study makes itself is no part of what asks for it.
  const own = request.study === undefined ? AXES : AXES.filter((axis) => axis !== 'variant');
  const swept = own.flatMap((axis) => {
    const values: readonly unknown[] = request.sweep[axis];
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
    ...(request.stop === null ? {} : { stop: request.stop }),
    ...(request.responseFormat === null ? {} : { response_format: request.responseFormat }),
    ...(request.serviceTier === undefined ? {} : { service_tier: request.serviceTier }),
    ...(request.extraBody === undefined ? {} : { extra_body: request.extraBody }),
    ...(request.logprobs ? { logprobs: true } : {}),
    ...(request.topLogprobs === null ? {} : { top_logprobs: request.topLogprobs }),
    ...(cases === null || request.study === 'labels' ? {} : { cases: cases.map(caseJson) }),
    ...(request.checks === undefined ? {} : { checks: request.checks }),
  };
}
