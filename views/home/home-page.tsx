import { Page, type PageContext } from '../layout.tsx';
import { type LessonLine, Lessons, VisibilityForm } from './lessons.tsx';
import { ImportNotebook, NewNotebook } from './new-notebook.tsx';
import { OwnNotebooks, type OwnNotebooksProps } from './own-notebooks.tsx';
import { type TrialFields, TryCard } from './try-card.tsx';

interface HomePageProps extends Omit<OwnNotebooksProps, 'calendar'> {
  readonly trial: TrialFields;
  /** `null`: somebody has put them away. */
  readonly lessons: readonly LessonLine[] | null;
  /** Whether there is any model but the built-in one. */
  readonly hasKey: boolean;
  readonly context: PageContext;
}

/** The first page: what this is, a prompt to try, the lessons, one's own notebooks. */
export function HomePage({ context, trial, lessons, hasKey, ...own }: HomePageProps) {
  return (
    <Page title="Tempera" section="notebooks" context={context}>
      <header class="title home">
        <h1>Ask a model the same thing many times; see what temperature and examples change, and what it costs.</h1>
        <span class="end">
          {lessons === null && <VisibilityForm shown={true} label="Show the lessons" />}
          <ImportNotebook />
          <NewNotebook />
        </span>
      </header>
      <div class={lessons === null ? 'home-top alone' : 'home-top'}>
        <TryCard trial={trial} free={!hasKey} />
        {lessons !== null && <Lessons lessons={lessons} />}
      </div>
      <OwnNotebooks {...own} calendar={context.calendar} />
    </Page>
  );
}
