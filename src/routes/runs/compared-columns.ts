import type { AppDeps } from '../../app-deps.ts';
import type { Equality } from '../../domain/answers/answer-groups.ts';
import { type ColumnsRef, parseColumnsRef } from '../../domain/answers/comparison.ts';
import { caseKey } from '../../domain/cases/case.ts';
import { orNotFound, ValidationError } from '../../errors.ts';
import type { Compared } from '../../results/comparisons.ts';

/** What a query string asks to be compared; a side that is not named is `null`. */
export interface ComparisonQuery {
  readonly a: ColumnsRef | null;
  readonly b: ColumnsRef | null;
  readonly fold: Equality;
}

/** @throws ValidationError naming the field */
export function readComparisonQuery(query: Readonly<Record<string, string>>): ComparisonQuery {
  const { fold = 'norm' } = query;
  if (fold !== 'norm' && fold !== 'raw') {
    throw new ValidationError([{ path: 'fold', message: 'fold must be “norm” or “raw”.' }]);
  }
  return { a: side('a', query['a']), b: side('b', query['b']), fold };
}

/** The runs of both sides, as they are at this moment. */
export function lookUpCompared(deps: AppDeps, sides: readonly ColumnsRef[]): Promise<readonly Compared[]> {
  return Promise.all(sides.map((ref) => lookUp(deps, ref)));
}

async function lookUp({ runner, store }: AppDeps, ref: ColumnsRef): Promise<Compared> {
  const view = orNotFound(await runner.view(ref.run), 'run');
  const { caseSet } = view.run;
  const cases = caseSet === undefined ? [] : await store.cases.ofSet(caseSet);
  return { ref, view, messages: await store.runs.messagesByVariant(ref.run), caseKeys: cases.map(caseKey) };
}

function side(path: 'a' | 'b', text: string | undefined): ColumnsRef | null {
  if (text === undefined || text === '') return null;
  const ref = parseColumnsRef(text);
  if (ref !== null) return ref;
  throw new ValidationError([
    { path, message: `${path} must be a run (17), or a run and a column counted from 0 (17:2).` },
  ]);
}
