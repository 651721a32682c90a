import { EXIT } from './exit-codes.ts';
import { percent } from './figures.ts';
import { failedOf, type RunJson } from './run-json.ts';

/** How runs came out: an exit code, and why it is not 0. */
export interface Verdict {
  readonly exitCode: number;
  readonly reasons: readonly string[];
}

/**
 * Judges runs that have ended. What was not sent weighs more than what failed, and that more than a low pass rate, which says
 * little when answers are missing. A column in which nothing could be judged has not passed.
 * @param minPass the least share of each column, 0 to 1; `null`: any will do
 */
export function verdictOf(
  runs: readonly { readonly title: string; readonly run: RunJson }[],
  minPass: number | null,
): Verdict {
  const found = runs.flatMap(({ title, run }) =>
    [heldIn(run), failedIn(run), minPass === null ? null : belowIn(run, minPass)].flatMap((one) =>
      one === null ? [] : [{ ...one, reason: `${title}: ${one.reason}` }],
    ),
  );
  return {
    exitCode: Math.max(EXIT.done, ...found.map(({ exitCode }) => exitCode)),
    reasons: found.map(({ reason }) => reason),
  };
}

interface Finding {
  readonly exitCode: number;
  readonly reason: string;
}

function heldIn({ completions }: RunJson): Finding | null {
  const held = completions.filter(({ status }) => status === 'held');
  const [first] = held;
  if (first === undefined) return null;
  const reason = `${held.length} of ${completions.length} requests were not sent. ${first.error?.message ?? ''}`;
  return { exitCode: EXIT.notSent, reason: reason.trim() };
}

function failedIn(run: RunJson): Finding | null {
  const cut = run.completions.filter(({ status }) => status === 'cancelled' || status === 'interrupted');
  const failed = [...failedOf(run), ...cut];
  const [first] = failed;
  if (first === undefined) return null;
  const why = first.error === null ? first.status : first.error.message;
  const reason = `${failed.length} of ${run.completions.length} requests failed. The first: ${why}`;
  return { exitCode: EXIT.requestsFailed, reason };
}

function belowIn({ summary }: RunJson, minPass: number): Finding | null {
  const below = summary.filter(({ pass_rate: rate }) => (rate?.value ?? -1) < minPass);
  if (below.length === 0) return null;
  const named = below.map((column) => {
    const [axis = '', value] = Object.entries(column)[0] ?? [];
    return `${axis} ${value === null ? 'not sent' : String(value)} (${rateText(column.pass_rate?.value ?? null)})`;
  });
  return { exitCode: EXIT.belowMinPass, reason: `less than ${percent(minPass)} passed at ${named.join(', ')}.` };
}

function rateText(rate: number | null): string {
  return rate === null ? 'nothing could be judged' : percent(rate);
}
