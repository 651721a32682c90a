import type { NotebookSummary } from '../../src/domain/notebook/notebook.ts';
import { Icon } from '../icon.tsx';
import { Menu } from '../menu.tsx';

/** A lesson as its line shows it. */
export interface LessonLine {
  readonly starter: string;
  readonly title: string;
  readonly summary: string;
  /** Its notebook; `null` once that was deleted or became one's own. */
  readonly notebook: NotebookSummary | null;
}

/** The lessons in their order; one whose notebook has a run is done. */
export function Lessons({ lessons }: { readonly lessons: readonly LessonLine[] }) {
  const done = lessons.filter(isDone).length;
  const next = lessons.find((lesson) => !isDone(lesson));
  return (
    <section class="card learn" aria-labelledby="lessons-title">
      <header>
        <h2 id="lessons-title">Learn</h2>
        <span class="end muted small">
          {done} of {lessons.length} done
          <Menu label="Actions for the lessons">
            <ul>
              <li>
                <VisibilityForm shown={false} label="Hide the lessons" />
              </li>
              <li>
                <form action="/starters" method="post">
                  <button type="submit">Get fresh copies of all</button>
                </form>
              </li>
            </ul>
          </Menu>
        </span>
      </header>
      <ol class="lessons">
        {lessons.map((lesson, index) => (
          <Line lesson={lesson} step={index + 1} mark={lesson === next ? (done === 0 ? 'Start here' : 'Next') : null} />
        ))}
      </ol>
    </section>
  );
}

/** Puts the lessons away, or back. */
export function VisibilityForm({ shown, label }: { readonly shown: boolean; readonly label: string }) {
  return (
    <form action="/lessons/visibility" method="post">
      <input type="hidden" name="shown" value={String(shown)} />
      <button type="submit" class={shown ? 'button quiet' : undefined}>
        {label}
      </button>
    </form>
  );
}

function isDone({ notebook }: LessonLine): boolean {
  return notebook !== null && notebook.runs > 0;
}

interface LineProps {
  readonly lesson: LessonLine;
  readonly step: number;
  readonly mark: string | null;
}

function Line({ lesson, step, mark }: LineProps) {
  return (
    <li>
      <span class="step num">{step}</span>
      <div>
        <LessonName lesson={lesson} />
        <p>{lesson.summary}</p>
      </div>
      {isDone(lesson) ? (
        <span class="mark ok">
          <Icon name="good" />
          Done
        </span>
      ) : (
        mark !== null && <span class="mark next">{mark}</span>
      )}
      {isDone(lesson) && lesson.notebook !== null && <LessonMenu lesson={lesson} notebook={lesson.notebook} />}
    </li>
  );
}

/** Opens the lesson; one that is not here any more is made anew. */
function LessonName({ lesson: { starter, title, notebook } }: { readonly lesson: LessonLine }) {
  if (notebook !== null) return <a href={`/notebooks/${notebook.id}`}>{title}</a>;
  return (
    <form action={`/lessons/${starter}/copies`} method="post">
      <button type="submit" class="whole">
        {title}
      </button>
    </form>
  );
}

/** What can be done about a lesson that somebody has worked in. */
function LessonMenu({ lesson, notebook }: { readonly lesson: LessonLine; readonly notebook: NotebookSummary }) {
  return (
    <span class="over reveal">
      <Menu label={`Actions for the lesson ${lesson.title}`} small>
        <ul>
          <li>
            <form action={`/notebooks/${notebook.id}/adoption`} method="post">
              <button type="submit">Move to mine</button>
            </form>
          </li>
          <li>
            <form action={`/lessons/${lesson.starter}/copies`} method="post">
              <button type="submit">Start over, keep this one as mine</button>
            </form>
          </li>
        </ul>
      </Menu>
    </span>
  );
}
