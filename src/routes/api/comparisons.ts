import { Hono } from 'hono';
import type { AppDeps } from '../../app-deps.ts';
import type { KernelUsed } from '../../domain/answers/answer-test.ts';
import type { ComparedPair, ComparedSide, Comparison } from '../../domain/answers/comparison.ts';
import { ValidationError } from '../../errors.ts';
import { type Compared, compare } from '../../results/comparisons.ts';
import { lookUpCompared, readComparisonQuery } from '../runs/compared-columns.ts';
import { totalsJson } from './money-json.ts';

/** Comparisons of columns and runs, over the API. */
export function apiComparisonRoutes(deps: AppDeps) {
  const nameOf = (id: string) => id;
  return new Hono().get('/comparisons', async (c) => {
    const { a, b, fold } = readComparisonQuery(c.req.query());
    if (a === null || b === null) {
      const path = a === null ? 'a' : 'b';
      throw new ValidationError([
        { path, message: `${path} is missing: name a run and a column, as in ${path}=17:0.` },
      ]);
    }
    const [first, second] = (await lookUpCompared(deps, [a, b])) as readonly [Compared, Compared];
    const comparison = await compare(first, second, { ...deps, nameOf, equality: fold });
    return c.json({ ...comparisonJson(comparison), fold });
  });
}

/** `a`, `b` and the tests are those of the one pair, and null when several are compared. */
function comparisonJson({ used, pairs, settings, messages, answers }: Comparison) {
  const [only] = pairs.length === 1 ? pairs : [];
  return {
    ...(only === undefined ? NO_PAIR : pairJson(only, used)),
    pairs: pairs.map((pair) => pairJson(pair, used)),
    settings: settings.map(({ name, a, b }) => ({ setting: name, a, b })),
    prompt: { equal: messages.every(({ kind }) => kind === 'same'), messages },
    answers: answers?.map(({ text, a, b }) => ({ text, a, b })) ?? null,
  };
}

const NO_PAIR = { a: null, b: null, answer_test: null, agreement_difference: null, flips: null, agreement: null };

function pairJson(pair: ComparedPair, used: KernelUsed | null) {
  const { a, b, test, verdict, agreementDifference } = pair;
  return {
    a: sideJson(a),
    b: sideJson(b),
    answer_test: {
      statistic: test?.statistic ?? null,
      p: test?.p ?? null,
      p_adjusted: test?.adjusted ?? null,
      kernel: test === null ? null : (used?.kernel ?? null),
      method: test?.method ?? null,
      verdict,
    },
    agreement_difference: agreementDifference,
    flips: flipsJson(pair),
    // Kept for those who read it: a permutation of agreements was no test of either question.
    agreement: {
      difference: agreementDifference.value,
      p: null,
      p_adjusted: null,
      method: null,
      verdict: null,
      hint: null,
    },
  };
}

/** Null where the sides were not asked the same cases, or nothing checks their answers. */
function flipsJson({ flips }: ComparedPair) {
  if (flips === null) return null;
  const { fixed, broken, same, p } = flips;
  return { fixed, broken, same, p };
}

function sideJson(side: ComparedSide) {
  return {
    run: side.run,
    column: side.column,
    [side.axis]: side.value,
    ...(side.changes === undefined ? {} : { changes: side.changes }),
    n: side.n,
    failed: side.failed,
    agreement: side.agreement,
    distinct: side.distinct,
    length: { median: side.medianLength, truncated: side.truncated },
    ttft_ms: side.ttftMs,
    totals: totalsJson(side.totals),
  };
}
