import { Hono } from 'hono';
import { HomePage } from '../../views/home/home-page.tsx';
import type { LessonLine } from '../../views/home/lessons.tsx';
import { FIRST_TRIAL, type TrialFields } from '../../views/home/try-card.tsx';
import type { AppDeps } from '../app-deps.ts';
import type { NotebookSummary } from '../domain/notebook/notebook.ts';
import { orNotFound } from '../errors.ts';
import { goTo, idParam, page, pageContext } from './http/answer.tsx';
import { formOf } from './http/form.ts';

/** Whether somebody has put the lessons away. */
const LESSONS_HIDDEN = 'lessons_hidden';

/** The first page: what this is, a prompt to try, lessons, and one's own notebooks. */
export function homeRoutes(deps: AppDeps) {
  const { store, starters } = deps;
  return new Hono()
    .get('/', async (c) => page(c, <HomePage {...(await homeProps(deps, { search: c.req.query('q') ?? '' }))} />))
    .post('/lessons/visibility', async (c) => {
      const shown = (await formOf(c)).get('shown');
      await store.settings.set(LESSONS_HIDDEN, shown === 'false');
      return goTo(c, '/');
    })
    .post('/lessons/:starter/copies', async (c) => {
      const notebook = orNotFound(await starters.makeFreshCopy(c.req.param('starter')), 'lesson');
      return goTo(c, `/notebooks/${notebook.id}`);
    })
    .post('/notebooks/:id/adoption', async (c) => {
      orNotFound(await store.notebooks.adopt(idParam(c)), 'notebook');
      return goTo(c, '/');
    })
    .post('/starters', async (c) => {
      await starters.makeFreshCopies();
      return goTo(c, '/');
    });
}

/** What the first page shows; `trial` is what stands in the form, with what is wrong with it. */
export async function homeProps(
  deps: AppDeps,
  { search = '', trial = FIRST_TRIAL }: { readonly search?: string; readonly trial?: TrialFields },
) {
  const { store, provider } = deps;
  const [found, all, hidden] = await Promise.all([
    search === '' ? null : store.notebooks.list(search),
    store.notebooks.list(''),
    store.settings.get(LESSONS_HIDDEN),
  ]);
  const lessons = lessonLines(deps, all);
  const taught = new Set(lessons.map(({ notebook }) => notebook?.id));
  return {
    trial,
    lessons: hidden === true ? null : lessons,
    notebooks: (found ?? all).filter(({ id }) => !taught.has(id)),
    search,
    isFree: (connection: string) => provider.connection(connection)?.free ?? false,
    hasKey: provider.connections().some(({ kind }) => kind !== 'built_in'),
    context: pageContext(deps),
  };
}

/** Each lesson with its newest copy; an older copy that nobody made one's own is listed among those all the same. */
function lessonLines({ starters }: AppDeps, notebooks: readonly NotebookSummary[]): readonly LessonLine[] {
  return starters.lessons.map((lesson) => {
    const copies = notebooks.filter(({ starter }) => starter === lesson.starter);
    return { ...lesson, notebook: copies.toSorted((a, b) => b.id - a.id)[0] ?? null };
  });
}
