import type { Comparison } from '../../src/domain/answers/comparison.ts';
import { Page, type PageContext } from '../layout.tsx';
import { AnswersTable } from './answers-table.tsx';
import { type ComparisonChoice, ComparisonForm } from './comparison-form.tsx';
import { PairSummary } from './pair-summary.tsx';
import { PairsTable } from './pairs-table.tsx';
import { PromptDiff } from './prompt-diff.tsx';
import { SettingsDiff } from './settings-diff.tsx';

export interface ComparisonPageProps extends ComparisonChoice {
  /** `null` until both sides are chosen. */
  readonly comparison: Comparison | null;
  readonly context: PageContext;
}

/** Two columns or two runs side by side: what was asked differently, what came back, and whether chance explains it. */
export function ComparisonPage({ comparison, context, ...chosen }: ComparisonPageProps) {
  return (
    <Page title="Comparison" section={null} context={context}>
      <header class="title">
        <h1>Comparison</h1>
      </header>
      {chosen.runs.length === 0 ? (
        <p class="empty">
          There is no run to compare yet. <a href="/">Run a prompt</a> at two temperatures; then choose its columns
          here.
        </p>
      ) : (
        <>
          <ComparisonForm {...chosen} calendar={context.calendar} />
          {comparison === null ? <HowToChoose /> : <Result comparison={comparison} fold={chosen.fold} />}
        </>
      )}
    </Page>
  );
}

function HowToChoose() {
  return (
    <p class="empty">Choose two columns, or two runs to compare those of their columns that have the same value.</p>
  );
}

function Result({ comparison, fold }: { readonly comparison: Comparison; readonly fold: 'raw' | 'norm' }) {
  const { pairs, used, more, answers } = comparison;
  const [first] = pairs;
  return (
    <>
      {pairs.length === 1 && first !== undefined ? (
        <PairSummary pair={first} used={used} more={more} />
      ) : (
        <PairsTable pairs={pairs} used={used} more={more} fold={fold} />
      )}
      <SettingsDiff comparison={comparison} />
      <PromptDiff messages={comparison.messages} several={comparison.severalPrompts} />
      {answers !== null && first !== undefined && (
        <AnswersTable pair={first} answers={answers} more={comparison.moreAnswers} />
      )}
    </>
  );
}
