import { type Case, caseJson } from '../cases/case.ts';
import { askedPromptJson } from '../prompt/prompt-json.ts';
import { type AskedModel, type RunRequest, type RunWithPrompt, sweptModels } from '../run/run.ts';
import { AXES } from '../run/sweep.ts';
import { sentSettings } from './request-settings.ts';

/** A run as the body of `POST /runs` that asks for it. Settings that are not sent are left out. */
export function requestJson(
  { request, prompt }: Pick<RunWithPrompt, 'request' | 'prompt'>,
  cases: readonly Case[] | null,
) {
  // What a study makes itself is no part of what asks for it.
  const own = request.study === undefined ? AXES : AXES.filter((axis) => axis !== 'variant');
  const swept = own.flatMap((axis) => {
    const values: readonly unknown[] = axis === 'model' ? modelsJson(request) : request.sweep[axis];
    if (values.length > 1) return [[axis, values]];
    // Where there are variants, leaving out which of them are asked would ask for all.
    const isSaid = values[0] !== null || (axis === 'variant' && request.variants !== undefined);
    return isSaid ? [[axis, values[0]]] : [];
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
    ...sentSettings(request),
    ...(cases === null || request.study === 'labels' ? {} : { cases: cases.map(caseJson) }),
    ...(request.checks === undefined ? {} : { checks: request.checks }),
  };
}

/** By name where the run asks one connection; else each with its own. */
function modelsJson({ connection, sweep }: RunRequest): readonly (string | AskedModel)[] {
  return sweep.connections === undefined ? sweep.model : sweptModels({ connection, sweep });
}
