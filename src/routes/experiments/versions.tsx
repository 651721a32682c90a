import { type Context, Hono } from 'hono';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { domId } from '../../../views/dom-id.ts';
import { experimentForm } from '../../../views/experiments/form-id.ts';
import { Partial } from '../../../views/partial.tsx';
import { NoToast, Toast } from '../../../views/toast.tsx';
import type { Compared } from '../../../views/versions/version-comparison.tsx';
import { type JudgedVersion, VersionFigures } from '../../../views/versions/version-figures.tsx';
import { VersionList, VersionsPage, type VersionsProps } from '../../../views/versions/versions-page.tsx';
import type { AppDeps } from '../../app-deps.ts';
import type { ExperimentCell } from '../../domain/notebook/notebook.ts';
import { canonicalPrompt, type Prompt } from '../../domain/prompt/prompt.ts';
import { promptChanges } from '../../domain/prompt/prompt-changes.ts';
import { editablePrompt } from '../../domain/prompt/prompt-edits.ts';
import type { VersionWithTotals } from '../../domain/prompt/version.ts';
import { orNotFound } from '../../errors.ts';
import { diffPrompts } from '../../prompts/prompt-diff.ts';
import { passRateOf } from '../../results/cases/scores.ts';
import { agreementOfRun } from '../../results/run-agreement.ts';
import { fragment, goTo, idParam, page, pageContext } from '../http/answer.tsx';
import { formOf } from '../http/form.ts';
import { answerEdit } from './draft-answer.tsx';

/** Versions of an experiment's prompt: list, compare, name, restore into the draft, branch into a new experiment. */
export function versionRoutes(deps: AppDeps) {
  const { store, drafts } = deps;
  return new Hono()
    .get('/experiments/:id/versions', async (c) => {
      const cell = orNotFound(await store.cells.experiment(idParam(c)), 'experiment');
      const list = await versionsProps(deps, cell);
      const comparison = await comparisonOf(deps, list, { draft: cell.draft.prompt, query: c.req.query() });
      return page(c, <VersionsPage {...list} comparison={comparison} context={pageContext(deps)} />);
    })
    .get('/experiments/:id/versions/:number/figures', async (c) => {
      const { cell, version } = await versionOf(c, deps);
      const rows = await judgedVersions(deps, cell, [version.number]);
      return fragment(c, <VersionFigures experiment={cell.id} {...orNotFound(rows[0] ?? null, 'version')} />);
    })
    .put('/experiments/:id/versions/:number/name', async (c) => {
      const name = String((await formOf(c)).get('name') ?? '')
        .slice(0, 200)
        .toWellFormed()
        .trim();
      const { cell, version } = await versionOf(c, deps);
      await store.versions.rename(cell.id, version.number, name === '' ? null : name);
      return c.body(null, 204);
    })
    .post('/experiments/:id/versions/:number/restoration', async (c) => {
      const { cell, version } = await versionOf(c, deps);
      await drafts.change(cell.id, null, { typed: (draft) => draft, edit: () => editablePrompt(version.prompt) });
      const undo = `/experiments/${cell.id}/versions/undo`;
      return listAnew(c, deps, <Toast message={`Version ${version.number} is now the draft.`} undo={undo} />);
    })
    .post('/experiments/:id/versions/:number/draft', async (c) => {
      const { cell, version } = await versionOf(c, deps);
      const message = `Version ${version.number} is now the draft.`;
      const toast = <Toast message={message} undo={`/experiments/${cell.id}/undo`} form={experimentForm(cell.id)} />;
      return answerEdit(c, deps, () => editablePrompt(version.prompt), { also: toast });
    })
    .post('/experiments/:id/versions/undo', async (c) => {
      await drafts.retrace(idParam(c), null, { direction: 'undo', typed: (draft) => draft });
      return listAnew(c, deps, <NoToast />);
    })
    .post('/experiments/:id/versions/:number/branches', async (c) => {
      const { cell, version } = await versionOf(c, deps);
      const title = `${cell.title} (version ${version.number})`.slice(0, 200);
      const draft = { ...cell.draft, prompt: editablePrompt(version.prompt) };
      const branch = await store.cells.addExperiment(cell.notebookId, { title, draft, after: cell.id });
      return goTo(c, `/notebooks/${cell.notebookId}#${domId('cell', branch.id)}`);
    });
}

/** The list with what is now the draft, and what else is to be said. */
async function listAnew(c: Context, deps: AppDeps, also: JSX.Element) {
  const cell = orNotFound(await deps.store.cells.experiment(idParam(c)), 'experiment');
  return fragment(
    c,
    <>
      {also}
      <Partial target="versions">
        <VersionList {...(await versionsProps(deps, cell))} />
      </Partial>
    </>,
  );
}

async function versionOf(c: Context, { store }: AppDeps) {
  const cell = orNotFound(await store.cells.experiment(idParam(c)), 'experiment');
  return { cell, version: orNotFound(await store.versions.get(cell.id, idParam(c, 'number')), 'version') };
}

async function versionsProps(deps: AppDeps, cell: ExperimentCell): Promise<VersionsProps> {
  const judged = await judgedVersions(deps, cell);
  const draft = canonicalPrompt(cell.draft.prompt);
  return {
    experiment: { id: cell.id, notebookId: cell.notebookId, title: cell.title },
    calendar: deps.store.timeZones.days.calendar,
    draftIs:
      judged.find(({ version }) => canonicalPrompt(editablePrompt(version.prompt)) === draft)?.version.number ?? null,
    rows: judged.map((row, index) => {
      const before = judged[index + 1]?.version;
      return { ...row, changes: before === undefined ? [] : promptChanges(before.prompt, row.version.prompt) };
    }),
  };
}

/** An experiment's versions, newest first, or only those with these numbers, with how their answers did. */
async function judgedVersions(
  { store, runner }: AppDeps,
  { id }: ExperimentCell,
  only?: readonly number[],
): Promise<readonly JudgedVersion[]> {
  const [all, passes] = await Promise.all([store.versions.list(id), store.versions.passes(id)]);
  const versions = all.filter(({ number }) => only === undefined || only.includes(number));
  const rates = new Map(passes.map(({ version, run, cases }) => [version, { run, ...passRateOf(cases) }]));
  const agreements = await agreementsOf(runner, versions.slice(0, MAX_AGREEMENTS));
  return versions.map((version) => ({
    version,
    rate: rates.get(version.number) ?? null,
    agreement: agreements.get(version.number) ?? null,
  }));
}

/** For so many versions, the newest ones, the agreement of their answers is worked out. */
const MAX_AGREEMENTS = 20;

/** How often two answers of the newest run of each version agree. */
async function agreementsOf(runner: AppDeps['runner'], versions: readonly VersionWithTotals[]) {
  const known = new Map<number, number | null>();
  for (const { number, newestRun } of versions) {
    const view = newestRun === null ? null : await runner.view(newestRun);
    if (view !== null) known.set(number, agreementOfRun(view));
  }
  return known;
}

/** The two asked for; else the last version and the one before it, or the draft where there is only one. */
async function comparisonOf(
  { analyst }: AppDeps,
  { rows }: VersionsProps,
  { draft, query }: { readonly draft: Prompt; readonly query: Readonly<Record<string, string>> },
) {
  const [last, before] = rows;
  if (last === undefined) return null;
  const prompts = new Map<Compared, Prompt>(rows.map(({ version }) => [version.number, version.prompt]));
  prompts.set('draft', draft);
  const chosen = (text: string | undefined, fallback: Compared): Compared => {
    const asked = text === 'draft' ? text : Number(text);
    return prompts.has(asked) ? asked : fallback;
  };
  const a = chosen(query['a'], before?.version.number ?? last.version.number);
  const b = chosen(query['b'], before === undefined ? 'draft' : last.version.number);
  const [from, to] = [orNotFound(prompts.get(a), 'version'), orNotFound(prompts.get(b), 'version')];
  return { a, b, parts: await diffPrompts(from, to, analyst) };
}
