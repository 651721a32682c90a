import type { Case } from '../domain/cases/case.ts';
import { passedOf } from '../domain/cases/check.ts';
import type { CompletionContent } from '../domain/notebook/notebook-content.ts';
import type { Variables } from '../domain/prompt/prompt.ts';
import type { RunRequest } from '../domain/run/run.ts';
import type { FieldError } from '../errors.ts';
import type { ReadCase, ReadCompletion, ReadPrompt, ReadResults, ReadRun } from './schema.ts';

/* Test inputs, and what is said of the answers to them, out of a notebook file. */

/** Cases that a run or an answer names and that are not in the file. */
export function danglingCases(run: ReadRun, sets: ReadResults['case_sets'], path: string): readonly FieldError[] {
  if (run.cases !== null && run.cases >= sets.length)
    return [{ path: `${path}.cases`, message: `${path}.cases must be a place in case_sets.` }];
  const size = run.cases === null ? 0 : (sets[run.cases]?.length ?? 0);
  const outside = [
    ...run.completions.map((one) => one.case_place ?? -1),
    ...run.request.leaks.map((leak) => leak.case),
  ];
  if (outside.every((place) => place < size)) return [];
  return [{ path, message: `${path}: case_place and leaks must be places in the run’s cases.` }];
}

export function checksContent({
  study,
  checks,
  leaks,
}: ReadRun['request']): Pick<RunRequest, 'study' | 'checks' | 'leaks'> {
  return {
    ...(study === undefined ? {} : { study }),
    ...(checks.length === 0 ? {} : { checks }),
    ...(leaks.length === 0 ? {} : { leaks }),
  };
}

export function caseContent({ variables, message = '', expected, name, note }: ReadCase): Case {
  return {
    input: variables === undefined ? { message } : { variables: variablesContent(variables) },
    expected,
    name,
    ...(note === undefined ? {} : { note }),
  };
}

export function variablesContent(variables: ReadPrompt['variables']): Variables {
  return Object.fromEntries(variables.map(({ name, value }) => [name, value]));
}

export function checkedContent({ checks }: ReadCompletion): Pick<CompletionContent, 'checked'> {
  if (checks.length === 0) return {};
  const results = checks.map(({ off_list: offList, ...result }) => ({
    ...result,
    ...(offList === undefined ? {} : { offList }),
  }));
  return { checked: { passed: passedOf(results), results } };
}
