import { type Context, Hono } from 'hono';
import { CasePage } from '../../../views/cases/case-page.tsx';
import { CasesPage } from '../../../views/cases/cases-page.tsx';
import type { AppDeps } from '../../app-deps.ts';
import { type CasesReadApart, importCasesApart } from '../../cases/import-apart.ts';
import type { ImportCasesOptions } from '../../cases/import-cases.ts';
import { type Case, caseKey, caseText, MAX_CASE_NOTE } from '../../domain/cases/case.ts';
import type { ExperimentCell } from '../../domain/notebook/notebook.ts';
import { questionOf } from '../../domain/prompt/conversation.ts';
import { type Prompt, variablesOf } from '../../domain/prompt/prompt.ts';
import { variableValues } from '../../domain/prompt/template.ts';
import { orNotFound, ValidationError } from '../../errors.ts';
import { goTo, idParam, page, pageContext, pageNumber } from '../http/answer.tsx';
import { formOf } from '../http/form.ts';
import { checksFromForm, checkToAdd } from './checks-form.ts';

const PAGE_SIZE = 50;
/** Pasted rows of up to so many characters come back to be mended. */
const MAX_KEPT_TYPED = 200_000;

/** What came of an import, and the rows that were pasted for it. */
interface Imported {
  readonly read?: CasesReadApart;
  readonly typed?: string;
}

/** The cases of an experiment: shown by pages, imported, checked, run. */
export function caseRoutes(deps: AppDeps) {
  const { store } = deps;
  return new Hono()
    .get('/experiments/:id/cases', async (c) => casesPage(c, deps, await experimentOf(c, deps)))
    .post('/experiments/:id/cases/imports', async (c) => {
      const cell = await experimentOf(c, deps);
      const source = await sourceOf(await formOf(c));
      const isShort = typeof source === 'string' && source.length <= MAX_KEPT_TYPED;
      const typed = isShort ? source.replaceAll('\r\n', '\n') : '';
      return importCasesApart(source, variablesFor(cell.draft.prompt), async (read) => {
        if (read.errors.length > 0 || read.cases.count === 0) return casesPage(c, deps, cell, { read, typed });
        const before = await store.cases.ofExperiment(cell.id);
        const bringsChecks = read.checks.length > 0 && (before?.checks ?? []).length === 0;
        if (bringsChecks) await deps.checker.validate(read.checks);
        await store.cases.keepParts(cell.id, read.cases);
        if (bringsChecks) await store.cases.keepChecks(cell.id, read.checks);
        if (read.notes.length > 0) return casesPage(c, deps, cell, { read });
        return goTo(c, `/experiments/${cell.id}/cases`);
      });
    })
    .post('/experiments/:id/cases', async (c) => {
      const cell = await experimentOf(c, deps);
      const made = caseFromForm(await formOf(c), variablesOf(cell.draft.prompt));
      await store.cases.keep(cell.id, [...(await casesOfCell(deps, cell)), made]);
      return goTo(c, `/experiments/${cell.id}/cases`);
    })
    .get('/experiments/:id/cases/:place{[0-9]{1,6}}', async (c) => {
      const cell = await experimentOf(c, deps);
      const { one, place, names } = await caseOf(c, deps, cell);
      return page(c, <CasePage experiment={cell} place={place} one={one} names={names} context={pageContext(deps)} />);
    })
    .post('/experiments/:id/cases/:place{[0-9]{1,6}}', async (c) => {
      const cell = await experimentOf(c, deps);
      const { place, names } = await caseOf(c, deps, cell);
      const changed = caseFromForm(await formOf(c), names);
      await store.cases.keep(cell.id, (await casesOfCell(deps, cell)).with(place, changed));
      return goTo(c, `/experiments/${cell.id}/cases`);
    })
    .post('/experiments/:id/cases/:place{[0-9]{1,6}}/removal', async (c) => {
      const cell = await experimentOf(c, deps);
      const kept = await casesOfCell(deps, cell);
      const place = Number(c.req.param('place'));
      orNotFound(kept[place], 'case');
      await store.cases.keep(cell.id, kept.toSpliced(place, 1));
      return goTo(c, `/experiments/${cell.id}/cases`);
    })
    .post('/completions/:id/cases', async (c) => {
      const { cell, made } = await caseOfAnswer(c, deps);
      const kept = await casesOfCell(deps, cell);
      if (!kept.some((one) => caseKey(one) === caseKey(made))) await store.cases.keep(cell.id, [...kept, made]);
      return goTo(c, `/experiments/${cell.id}/cases`);
    })
    .post('/experiments/:id/cases/checks', async (c) => {
      const cell = await experimentOf(c, deps);
      const form = await formOf(c);
      const chosen = [...checksFromForm(String(form.get('checks') ?? '')), ...checkToAdd(form)];
      await deps.checker.validate(chosen);
      await store.cases.keepChecks(cell.id, chosen);
      return goTo(c, `/experiments/${cell.id}/cases`);
    });
}

/** The case at the place in the address, with the names of the fields by which it is changed. */
async function caseOf(c: Context, { store }: AppDeps, cell: ExperimentCell) {
  const place = Number(c.req.param('place'));
  const set = (await store.cases.ofExperiment(cell.id))?.set ?? null;
  const one = orNotFound(set === null ? null : await store.cases.at(set, place), 'case');
  const names =
    'message' in one.input
      ? []
      : [...new Set([...Object.keys(one.input.variables), ...variablesOf(cell.draft.prompt)])];
  return { one, place, names };
}

async function casesOfCell({ store }: AppDeps, cell: ExperimentCell): Promise<readonly Case[]> {
  const set = (await store.cases.ofExperiment(cell.id))?.set ?? null;
  return set === null ? [] : store.cases.ofSet(set);
}

/** What an answer was asked, with the answer as the expected one unless somebody or a check said that it is wrong. */
async function caseOfAnswer(c: Context, { store }: AppDeps) {
  const completion = orNotFound(await store.completions.get(idParam(c)), 'answer');
  const run = orNotFound(await store.runs.get(completion.runId), 'run');
  const cell = orNotFound(await store.cells.experiment(run.experimentId), 'experiment');
  const asked =
    run.caseSet === undefined || completion.case === null ? null : await store.cases.at(run.caseSet, completion.case);
  const isWrong =
    completion.annotations.rating === 'bad' || completion.checked?.passed === false || completion.text === '';
  const input = asked?.input ?? inputOf(run.prompt);
  const made: Case = { input, expected: isWrong ? (asked?.expected ?? null) : completion.text, name: null };
  return { cell, made };
}

/** The values of the variables that a prompt uses, or its question. */
function inputOf(prompt: Prompt): Case['input'] {
  const values = variableValues(prompt.variables ?? {});
  const names = variablesOf(prompt);
  if (names.length === 0) return { message: questionOf(prompt) };
  return { variables: Object.fromEntries(names.map((name) => [name, values.get(name) ?? ''])) };
}

/** A case as it was typed. @throws ValidationError when it asks nothing */
function caseFromForm(form: FormData, variables: readonly string[]): Case {
  const text = (name: string) => String(form.get(name) ?? '').toWellFormed();
  const input: Case['input'] =
    variables.length === 0
      ? { message: text('message') }
      : { variables: Object.fromEntries(variables.map((name) => [name, text(`variables.${name}`)])) };
  if (
    caseText({ input }).trim() === '' ||
    ('variables' in input && Object.values(input.variables).every((value) => value === ''))
  )
    throw new ValidationError([{ path: 'message', message: 'Write what the case asks.' }]);
  const [expected, name] = [text('expected'), text('name').trim().slice(0, 200)];
  const note = text('note').trim().slice(0, MAX_CASE_NOTE);
  return {
    input,
    expected: expected === '' ? null : expected,
    name: name === '' ? null : name,
    ...(note === '' ? {} : { note }),
  };
}

async function experimentOf(c: Context, { store }: AppDeps): Promise<ExperimentCell> {
  return orNotFound(await store.cells.experiment(idParam(c)), 'experiment');
}

/** The variables of a prompt: those that each case fills, and those with a value that a case may replace. */
function variablesFor(prompt: Prompt): Required<ImportCasesOptions> {
  const values = variableValues(prompt.variables ?? {});
  const isGiven = (name: string) => (values.get(name) ?? '') !== '';
  const all = variablesOf(prompt);
  return { variables: all.filter((name) => !isGiven(name)), given: all.filter(isGiven) };
}

async function casesPage(c: Context, deps: AppDeps, cell: ExperimentCell, { read, typed = '' }: Imported = {}) {
  const kept = await deps.store.cases.ofExperiment(cell.id);
  const search = c.req.query('q') ?? '';
  const asked = pageNumber(c);
  const set = kept?.set ?? null;
  const list =
    set === null
      ? { rows: [], found: 0 }
      : await deps.store.cases.page(set, { search, offset: (asked - 1) * PAGE_SIZE, limit: PAGE_SIZE });
  const unseenBy = await unseenOf(c, deps, cell);
  const none = read !== undefined && read.errors.length === 0 && read.cases.count === 0;
  return page(
    c,
    <CasesPage
      experiment={cell}
      variables={variablesOf(cell.draft.prompt)}
      total={kept?.cases ?? 0}
      {...list}
      search={search}
      page={asked}
      pages={Math.ceil(list.found / PAGE_SIZE)}
      checks={kept?.checks ?? []}
      errors={none ? [{ line: 1, column: null, message: 'There is no row to read.' }] : (read?.errors ?? [])}
      wrong={none ? 1 : (read?.wrong ?? 0)}
      unseenBy={unseenBy}
      typed={typed}
      notes={read === undefined || none ? [] : read.notes}
      context={pageContext(deps)}
    />,
    none || (read !== undefined && read.errors.length > 0) ? 422 : 200,
  );
}

/** The run whose cases are to be left out of the next one, where the address names one of this experiment's. */
async function unseenOf(c: Context, { store }: AppDeps, cell: ExperimentCell): Promise<number | null> {
  const asked = /^[1-9]\d{0,14}$/.exec(c.req.query('unseen') ?? '')?.[0];
  const run = asked === undefined ? null : await store.runs.get(Number(asked));
  return run?.experimentId === cell.id && run.caseSet !== undefined ? run.id : null;
}

/** A file, else the text that was pasted. */
async function sourceOf(form: FormData): Promise<string | Uint8Array> {
  const file = form.get('file');
  return file instanceof File && file.size > 0
    ? new Uint8Array(await file.arrayBuffer())
    : String(form.get('text') ?? '');
}
