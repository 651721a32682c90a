import { type Case, caseText } from '../../src/domain/case.ts';
import type { Completion } from '../../src/domain/completion.ts';
import { exactText } from '../exact-text.tsx';
import { Page, type PageContext } from '../layout.tsx';

interface CaseAnswersPageProps {
  readonly run: number;
  readonly place: number;
  readonly asked: Case;
  readonly columns: readonly { readonly label: string; readonly answers: readonly Completion[] }[];
  readonly context: PageContext;
}

/** Every answer to one case, with what each check says of it. */
export function CaseAnswersPage({ run, place, asked, columns, context }: CaseAnswersPageProps) {
  return (
    <Page title={`Case ${place + 1} of run ${run}`} section="notebooks" context={context}>
      <div class="head">
        <h1>{asked.name ?? `Case ${place + 1}`}</h1>
        <a href={`/runs/${run}/matrix`}>All cases of run {run}</a>
      </div>
      <p>{exactText(caseText(asked))}</p>
      <p class="muted">Expected: {asked.expected === null ? 'not known' : exactText(asked.expected)}</p>
      <section class="scroll card" aria-label="Answers" tabindex={0}>
        <table>
          <thead>
            <tr>
              {['Column', 'Sample', 'Answer', 'Checks'].map((head) => (
                <th scope="col">{head}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {columns.flatMap(({ label, answers }) =>
              answers.map((answer) => (
                <tr>
                  <th scope="row">{label}</th>
                  <td>{answer.sample + 1}</td>
                  <td>{answer.error === null ? exactText(answer.text) : answer.error.message}</td>
                  <td>{checksText(answer)}</td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      </section>
    </Page>
  );
}

function checksText({ checked }: Completion): string {
  if (checked === undefined) return 'not checked';
  return checked.results
    .map(({ type, passed, detail }) => `${type}: ${verdict(passed)}${detail === '' ? '' : ` (${detail})`}`)
    .join('; ');
}

function verdict(passed: boolean | null): string {
  if (passed === null) return 'not known';
  return passed ? '✓ pass' : '✗ fail';
}
