import type { Case } from '../domain/cases/case.ts';
import type { CheckResult } from '../domain/cases/check.ts';
import type { Variables } from '../domain/prompt/prompt.ts';
import type { Completion } from '../domain/run/completion.ts';
import type { RunRequest } from '../domain/run/run.ts';

/* Test inputs, and what is said of the answers to them, as a notebook file holds them. */

export function caseFile({ input, expected, name, note }: Case) {
  return {
    ...('message' in input ? input : { variables: variablesFile(input.variables) }),
    expected,
    name,
    ...(note === undefined ? {} : { note }),
  };
}

export function variablesFile(variables: Variables) {
  return Object.entries(variables).map(([name, value]) => ({ name, value }));
}

/** What a run's request says of its cases; each left out where there is none. */
export function requestChecksFile({ study, checks = [], leaks = [] }: RunRequest) {
  return {
    ...(study === undefined ? {} : { study }),
    ...(checks.length === 0 ? {} : { checks }),
    ...(leaks.length === 0 ? {} : { leaks: [...leaks] }),
  };
}

/** What was said of an answer; left out where nothing was. */
export function checkedFile({ checked }: Pick<Completion, 'checked'>) {
  return checked === undefined ? {} : { checks: checked.results.map(checkResultFile) };
}

function checkResultFile({ type, passed, detail, offList }: CheckResult) {
  return { type, passed, detail, ...(offList === undefined ? {} : { off_list: offList }) };
}
