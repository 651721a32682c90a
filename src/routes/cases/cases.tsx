import { type Context, Hono } from 'hono';
import { CasesPage } from '../../../views/cases/cases-page.tsx';
import type { AppDeps } from '../../app-deps.ts';
import { importCasesApart } from '../../cases/import-apart.ts';
import type { ImportedCases } from '../../cases/import-cases.ts';
import type { Case } from '../../domain/case.ts';
import type { Check } from '../../domain/check.ts';
import type { ExperimentCell } from '../../domain/notebook.ts';
import { type Prompt, variablesOf } from '../../domain/prompt.ts';
import type { RunRequest } from '../../domain/run.ts';
import { seededSubset } from '../../domain/seeded-order.ts';
import { STUDY_KINDS, type StudyKind, studyProblem, studyVariants } from '../../domain/study.ts';
import { fieldErrors, orNotFound, ValidationError } from '../../errors.ts';
import { checks as checksField } from '../api/case-fields.ts';
import { goTo, idParam, page, pageContext } from '../http/answer.tsx';
import { askingFirst, confirmationOf } from '../http/confirm-first.tsx';
import { formOf } from '../http/form.ts';

const PAGE_SIZE = 50;
/** What judges answers where nothing else was chosen. */
const DEFAULT_CHECKS: readonly Check[] = [{ type: 'exact', extract: 'whole', raw: false }];

/** The cases of an experiment: shown by pages, imported, checked, run. */
export function caseRoutes(deps: AppDeps) {
  const { store, previews, starter } = deps;
  return new Hono()
    .get('/experiments/:id/cases', async (c) => casesPage(c, deps, await experimentOf(c, deps)))
    .post('/experiments/:id/cases/imports', async (c) => {
      const cell = await experimentOf(c, deps);
      const read = await readImport(await formOf(c), openVariables(cell.draft.prompt));
      if (read.errors.length > 0 || read.cases.length === 0) return casesPage(c, deps, cell, read);
      await store.cases.keep(cell.id, read.cases);
      const before = await store.cases.ofExperiment(cell.id);
      if (read.checks.length > 0 && before?.checks.length === 0) {
        await deps.checker.validate(read.checks);
        await store.cases.keepChecks(cell.id, read.checks);
      }
      if (read.notes.length > 0) return casesPage(c, deps, cell, read);
      return goTo(c, `/experiments/${cell.id}/cases`);
    })
    .post('/experiments/:id/cases/checks', async (c) => {
      const cell = await experimentOf(c, deps);
      const chosen = readChecks(String((await formOf(c)).get('checks') ?? ''));
      await deps.checker.validate(chosen);
      await store.cases.keepChecks(cell.id, chosen);
      return goTo(c, `/experiments/${cell.id}/cases`);
    })
    .post('/experiments/:id/cases/runs', async (c) => {
      const cell = await experimentOf(c, deps);
      const form = await formOf(c);
      const kept = orNotFound(await store.cases.ofExperiment(cell.id), 'case');
      const cases = chosenCases(kept.set === null ? [] : await store.cases.ofSet(kept.set), form);
      const reading = await previews.read(withValues(cell, cases), cell.id);
      if (!reading.ok) throw new ValidationError(reading.errors);
      const judged = { ...reading.request, checks: kept.checks.length === 0 ? DEFAULT_CHECKS : kept.checks };
      const request = studied(judged, cell.draft.prompt, form.get('study'));
      const fields = Object.fromEntries(['study', 'count', 'seed'].map((name) => [name, String(form.get(name) ?? '')]));
      return askingFirst(c, { fields }, async () => {
        const { run } = await starter.start({
          experimentId: cell.id,
          prompt: cell.draft.prompt,
          request,
          cases,
          idempotencyKey: null,
          asks: 'unbounded',
          ...confirmationOf(form),
        });
        return goTo(c, `/runs/${run.id}/matrix`);
      });
    });
}

async function experimentOf(c: Context, { store }: AppDeps): Promise<ExperimentCell> {
  return orNotFound(await store.cells.experiment(idParam(c)), 'experiment');
}

/** The variables of a prompt that have no value of their own. */
function openVariables(prompt: Prompt): readonly string[] {
  const given = prompt.variables ?? {};
  return variablesOf(prompt).filter((name) => (given[name] ?? '') === '');
}

async function casesPage(c: Context, deps: AppDeps, cell: ExperimentCell, read: ImportedCases | null = null) {
  const kept = await deps.store.cases.ofExperiment(cell.id);
  const search = c.req.query('q') ?? '';
  const asked = Math.max(1, Number.parseInt(c.req.query('page') ?? '1', 10) || 1);
  const set = kept?.set ?? null;
  const list =
    set === null
      ? { rows: [], found: 0 }
      : await deps.store.cases.page(set, { search, offset: (asked - 1) * PAGE_SIZE, limit: PAGE_SIZE });
  const none = read !== null && read.errors.length === 0 && read.cases.length === 0;
  return page(
    c,
    <CasesPage
      experiment={cell}
      variables={openVariables(cell.draft.prompt)}
      total={kept?.cases ?? 0}
      {...list}
      search={search}
      page={asked}
      pages={Math.ceil(list.found / PAGE_SIZE)}
      checks={kept?.checks ?? []}
      errors={none ? [{ line: 1, column: null, message: 'There is no row to read.' }] : (read?.errors ?? [])}
      notes={read === null || none ? [] : read.notes}
      context={pageContext(deps)}
    />,
    none || (read !== null && read.errors.length > 0) ? 422 : 200,
  );
}

async function readImport(form: FormData, variables: readonly string[]): Promise<ImportedCases> {
  const file = form.get('file');
  const isFile = file instanceof File && file.size > 0;
  const source = isFile ? new Uint8Array(await file.arrayBuffer()) : String(form.get('text') ?? '');
  return importCasesApart(source, { variables });
}

function readChecks(text: string): readonly Check[] {
  if (text.trim() === '') return [];
  let json: unknown;
  try {
    json = JSON.parse(text) as unknown;
  } catch {
    throw new ValidationError([{ path: 'checks', message: 'The checks are not JSON.' }]);
  }
  const parsed = checksField.safeParse(json);
  if (!parsed.success) throw new ValidationError(fieldErrors(parsed.error));
  return parsed.data;
}

/** All cases, the first ones, or a random subset that a seed repeats. */
function chosenCases(all: readonly Case[], form: FormData): readonly Case[] {
  const whole = (name: string) => /^\d{1,9}$/.exec(String(form.get(name) ?? '').trim())?.[0] ?? null;
  const count = Number(whole('count') ?? all.length);
  const seed = whole('seed');
  return seed === null ? all.slice(0, count) : seededSubset(all, count, Number(seed));
}

/** The draft as its first case fills it, so that a variable which cases fill is not missed. */
function withValues(cell: ExperimentCell, [first]: readonly Case[]) {
  const { draft } = cell;
  if (first === undefined || !('variables' in first.input)) return draft;
  const variables = { ...draft.prompt.variables, ...first.input.variables };
  return { ...draft, prompt: { ...draft.prompt, variables } };
}

function studied(request: RunRequest, prompt: Prompt, asked: unknown): RunRequest {
  const study = STUDY_KINDS.find((kind): kind is StudyKind => kind === asked && kind !== 'labels');
  if (study === undefined) return request;
  const problem = studyProblem(prompt, study);
  if (problem !== null) throw new ValidationError([{ path: 'study', message: problem }]);
  const variants = studyVariants(prompt, study).map((variant) => ({ ...variant, inputTokens: null }));
  const sweep = { ...request.sweep, variant: variants.map(({ name }) => name) };
  return { ...request, study, variants, sweep, columns: 'variant', rows: null };
}
