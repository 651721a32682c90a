import { type Context, Hono } from 'hono';
import type { AppDeps } from '../../app-deps.ts';
import { type Case, caseKey } from '../../domain/cases/case.ts';
import { checksFor } from '../../domain/cases/check.ts';
import { seededSubset } from '../../domain/cases/seeded-order.ts';
import { noContentCase, STUDY_KINDS, type StudyKind, studyProblem, studyVariants } from '../../domain/cases/study.ts';
import type { ExperimentCell } from '../../domain/notebook/notebook.ts';
import type { Prompt } from '../../domain/prompt/prompt.ts';
import type { RunRequest } from '../../domain/run/run.ts';
import { orNotFound, ValidationError } from '../../errors.ts';
import { goTo, idParam } from '../http/answer.tsx';
import { askingFirst, confirmationOf } from '../http/confirm-first.tsx';
import { formOf } from '../http/form.ts';

const FIELDS = ['study', 'count', 'seed', 'unseen', 'found'] as const;

/** An experiment run on its cases, as it is or as a study. A study that costs money is asked about first, whatever it costs. */
export function caseRunRoutes(deps: AppDeps) {
  const { store, previews, starter, models } = deps;
  return new Hono().post('/experiments/:id/cases/runs', async (c) => {
    const cell = orNotFound(await store.cells.experiment(idParam(c)), 'experiment');
    const form = await formOf(c);
    const study = STUDY_KINDS.find((kind) => kind === form.get('study')) ?? null;
    const kept = await store.cases.ofExperiment(cell.id);
    const cases = study === 'labels' ? [noContentCase(cell.draft.prompt)] : await chosenCases(c, deps, form);
    const reading = await previews.read(withValues(cell, cases), cell.id);
    if (!reading.ok) throw new ValidationError(reading.errors);
    const checks = study === 'labels' ? [] : checksFor(kept?.checks ?? [], cases);
    const request = studied({ ...reading.request, checks }, cell.draft.prompt, study);
    const fields = Object.fromEntries(FIELDS.map((name) => [name, String(form.get(name) ?? '')]));
    return askingFirst(c, { fields }, async () => {
      const { run } = await starter.start({
        experimentId: cell.id,
        prompt: cell.draft.prompt,
        request,
        cases,
        idempotencyKey: null,
        asks: study === null || models.isFree(request.connection) ? 'unbounded' : 'study',
        ...confirmationOf(form),
      });
      return goTo(c, `/runs/${run.id}/matrix`);
    });
  });
}

/** The experiment's cases that a form asks for: all, some, or those that an earlier run did not see. */
async function chosenCases(c: Context, { store }: AppDeps, form: FormData): Promise<readonly Case[]> {
  const kept = orNotFound(await store.cases.ofExperiment(idParam(c)), 'case');
  if (kept.set === null) return [];
  const search = String(form.get('found') ?? '');
  const found = search === '' ? null : await store.cases.placesOf(kept.set, search);
  const seenBy = wholeNumber(form, 'unseen');
  if (seenBy === null) {
    const places = chosenPlaces(found?.length ?? kept.cases, form);
    return store.cases.some(kept.set, found === null ? places : places.flatMap((place) => found[place] ?? []));
  }
  const earlier = orNotFound(await store.runs.get(seenBy), 'run');
  const seen = new Set((earlier.caseSet === undefined ? [] : await store.cases.ofSet(earlier.caseSet)).map(caseKey));
  const wanted = found === null ? null : new Set(found);
  const unseen = (await store.cases.ofSet(kept.set)).filter(
    (one, place) => !seen.has(caseKey(one)) && wanted?.has(place) !== false,
  );
  return chosenPlaces(unseen.length, form).flatMap((place) => unseen[place] ?? []);
}

/** The places of all cases, of the first ones, or of a random subset that a seed repeats. */
function chosenPlaces(total: number, form: FormData): readonly number[] {
  const all = Array.from({ length: total }, (_, place) => place);
  const count = wholeNumber(form, 'count') ?? total;
  const seed = wholeNumber(form, 'seed');
  return seed === null ? all.slice(0, count) : seededSubset(all, count, seed);
}

function wholeNumber(form: FormData, name: string): number | null {
  const text = String(form.get(name) ?? '').trim();
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/** The draft as its first case fills it, so that a variable which cases fill is not missed. */
function withValues(cell: ExperimentCell, [first]: readonly Case[]) {
  const { draft } = cell;
  if (first === undefined || !('variables' in first.input)) return draft;
  const variables = { ...draft.prompt.variables, ...first.input.variables };
  return { ...draft, prompt: { ...draft.prompt, variables } };
}

/** A study makes the columns itself. */
function studied(asked: RunRequest, prompt: Prompt, study: StudyKind | null): RunRequest {
  if (study === null) return asked;
  const { addedColumns: _, ...request } = asked;
  const problem = studyProblem(prompt, study);
  if (problem !== null) throw new ValidationError([{ path: 'study', message: problem }]);
  const variants = studyVariants(prompt, study).map((variant) => ({ ...variant, inputTokens: null }));
  const sweep = { ...request.sweep, variant: variants.map(({ name }) => name) };
  return { ...request, study, variants, sweep, columns: 'variant', rows: null };
}
