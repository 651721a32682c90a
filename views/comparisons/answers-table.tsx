import type { ComparedAnswer, ComparedPair } from '../../src/domain/answers/comparison.ts';
import { plural } from '../format.ts';
import { DiffText, MarkedText } from './diff-text.tsx';
import { SidesHead } from './side-name.tsx';

interface AnswersTableProps {
  readonly pair: ComparedPair;
  readonly answers: readonly ComparedAnswer[];
  readonly more: number;
}

/** Every answer of either side with how often it came, marked against the most frequent answer of a. */
export function AnswersTable({ pair: { a, b }, answers, more }: AnswersTableProps) {
  return (
    <section class="card" aria-label="Answers">
      <header>
        <h2>Answers</h2>
        <span class="muted small">words marked against A’s most frequent answer</span>
      </header>
      <div class="scroll">
        <table class="num">
          <SidesHead of="Answer" a={a} b={b} />
          <tbody>
            {answers.map((answer) => (
              <tr>
                <td>
                  <AnswerText answer={answer} />
                </td>
                <td>
                  {answer.a} of {a.n}
                </td>
                <td>
                  {answer.b} of {b.n}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {more > 0 && <p class="pad muted small">And {plural(more, 'rarer answer')}.</p>}
    </section>
  );
}

function AnswerText({ answer: { text, diff } }: { readonly answer: ComparedAnswer }) {
  if (text === '') return <span class="muted">(empty answer)</span>;
  return (
    <div class="text" dir="auto" hx-ignore>
      {diff === null ? <MarkedText text={text} fork={null} /> : <DiffText parts={diff.parts} />}
    </div>
  );
}
