import { type Case, caseText } from '../../src/domain/cases/case.ts';
import { type Checked, handVerdict } from '../../src/domain/cases/check.ts';
import { isSample } from '../../src/domain/run/columns.ts';
import type { Completion } from '../../src/domain/run/completion.ts';
import { CutText } from '../completions/text-piece.tsx';
import { domId } from '../dom-id.ts';
import { exactText } from '../exact-text.tsx';
import { Page, type PageContext } from '../layout.tsx';

interface CaseAnswersPageProps {
  readonly run: number;
  readonly place: number;
  readonly asked: Case;
  readonly columns: readonly { readonly label: string; readonly answers: readonly Completion[] }[];
  /** The addresses of the cases before and after it among those that are shown, and how many of these there are. */
  readonly before: string | null;
  readonly after: string | null;
  readonly context: PageContext;
}

/** Every answer to one case, with what each check says of it, to be read and judged one after the other. */
export function CaseAnswersPage({ run, place, asked, columns, before, after, context }: CaseAnswersPageProps) {
  return (
    <Page title={`Case ${place + 1} of run ${run}`} section="notebooks" context={context}>
      <header class="title">
        <h1 dir="auto">{asked.name ?? `Case ${place + 1}`}</h1>
        <a href={`/runs/${run}/matrix`}>All cases of run {run}</a>
      </header>
      <nav class="actions" aria-label="Cases">
        {before !== null && (
          <a class="button" href={before} data-key="k" aria-keyshortcuts="k">
            Case before <kbd>k</kbd>
          </a>
        )}
        {after !== null && (
          <a class="button" href={after} data-key="j" aria-keyshortcuts="j">
            Next case <kbd>j</kbd>
          </a>
        )}
        <span class="muted small">
          Keys for the answer in focus, else the first without a verdict: <kbd>p</kbd> pass, <kbd>f</kbd> fail,{' '}
          <kbd>u</kbd> neither
        </span>
      </nav>
      <p dir="auto">{exactText(caseText(asked))}</p>
      {asked.note !== undefined && (
        <p class="muted" dir="auto">
          Note: {exactText(asked.note)}
        </p>
      )}
      <p class="muted">Expected: {asked.expected === null ? 'not known' : <bdi>{exactText(asked.expected)}</bdi>}</p>
      <section class="scroll card" aria-label="Answers" tabindex={0}>
        <table>
          <thead>
            <tr>
              {['Column', 'Sample', 'Answer', 'Checks', 'By hand'].map((head) => (
                <th scope="col">{head}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {columns.flatMap(({ label, answers }) =>
              answers.map((answer) => <AnswerRow label={label} answer={answer} />),
            )}
          </tbody>
        </table>
      </section>
    </Page>
  );
}

interface AnswerRowProps {
  readonly label: string;
  readonly answer: Completion;
}

/** One answer with its verdicts. */
export function AnswerRow({ label, answer }: AnswerRowProps) {
  const verdict = handVerdict(answer.checked);
  return (
    <tr
      id={domId('completion', answer.id, 'row')}
      tabindex={0}
      data-reading
      data-judged={verdict === null ? undefined : String(verdict)}
    >
      <th scope="row">{label}</th>
      <td>{answer.sample + 1}</td>
      <td dir="auto">{answer.error === null ? <CutText text={answer.text} /> : answer.error.message}</td>
      <td>{checksText(answer.checked)}</td>
      <td>{isSample(answer) && <HandVerdict label={label} id={answer.id} verdict={verdict} />}</td>
    </tr>
  );
}

const VERDICTS = [
  ['pass', true, 'Pass', 'p'],
  ['fail', false, 'Fail', 'f'],
] as const;

interface HandVerdictProps {
  readonly label: string;
  readonly id: number;
  readonly verdict: boolean | null;
}

function HandVerdict({ label, id, verdict }: HandVerdictProps) {
  const saving = {
    'hx-put': `/completions/${id}/verdict`,
    'hx-target': `#${domId('completion', id, 'row')}`,
    'hx-swap': 'outerHTML',
  } as const;
  return (
    <div class="actions">
      {VERDICTS.map(([value, means, word, key]) => (
        <button
          type="button"
          class="button quiet"
          id={domId('completion', id, value)}
          {...saving}
          hx-vals={JSON.stringify({ by_hand: value, label })}
          aria-pressed={verdict === means ? 'true' : 'false'}
          data-key={key}
        >
          {word}
        </button>
      ))}
      {verdict !== null && (
        <button
          type="button"
          class="button quiet"
          id={domId('completion', id, 'neither')}
          {...saving}
          hx-vals={JSON.stringify({ by_hand: '', label })}
          data-key="u"
        >
          Neither
        </button>
      )}
    </div>
  );
}

function checksText(checked: Checked | undefined): string {
  if (checked === undefined) return 'not checked';
  return checked.results
    .map(
      ({ type, passed, detail }) =>
        `${type.replace('_', ' ')}: ${verdictText(passed)}${detail === '' ? '' : ` (${detail})`}`,
    )
    .join('; ');
}

function verdictText(passed: boolean | null): string {
  if (passed === null) return 'not known';
  return passed ? '✓ pass' : '✗ fail';
}
