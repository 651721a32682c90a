import type { PricedChoices, Repricing } from '../../src/domain/money/what-if.ts';
import type { Message } from '../../src/domain/prompt/message.ts';
import type { Run } from '../../src/domain/run/run.ts';
import { RunCost } from '../costs/run-cost.tsx';
import { MessageLists } from '../experiments/sent-messages.tsx';
import { count } from '../format.ts';
import { Page, type PageContext } from '../layout.tsx';
import { LiveStream } from './live-stream.tsx';
import { RunResults, type RunResultsProps } from './run-results.tsx';
import { RunStop } from './run-stop.tsx';

interface RunPageProps extends RunResultsProps {
  /** What its requests carry, for each variant; `null`: the prompt as written. */
  readonly messages: readonly { readonly variant: string | null; readonly messages: readonly Message[] }[];
  readonly notebookTitle: string;
  readonly live: boolean;
  /** Offers what it would have cost. */
  readonly choices: PricedChoices;
  readonly would: Repricing | null;
  readonly context: PageContext;
}

/** A run at its permanent address, with the messages it asked. */
export function RunPage({ messages, notebookTitle, live, choices, would, context, ...results }: RunPageProps) {
  const { run } = results.run;
  return (
    <Page title={`Run ${run.id}`} section="notebooks" context={context}>
      <header class="title">
        <h1>Run {run.id}</h1>
        <p>
          of{' '}
          <a href={`/notebooks/${run.notebookId}#cell-${run.experimentId}`}>
            <bdi>{notebookTitle}</bdi>
          </a>
        </p>
        <span class="end">
          <RunStop run={results.run} />
        </span>
      </header>
      <section class="card cell" aria-label="Prompt and answers">
        <div class="panes">
          <section class="pane prompt still" aria-label="Prompt">
            <h2 class="unseen">Prompt</h2>
            <FirstCase run={run} />
            <MessageLists lists={messages} />
          </section>
          <section class="pane results last-run" aria-label="Results">
            <h2 class="unseen">Answers</h2>
            <RunResults {...results} />
          </section>
        </div>
      </section>
      <RunCost
        run={run}
        completions={results.run.completions.map(({ completion }) => completion)}
        choices={choices}
        chosen={would}
      />
      <LiveStream path={`/runs/${run.id}/events`} runs={live ? [run.id] : []} />
    </Page>
  );
}

/** Of a run on cases, that what stands below is what one of them asks. */
function FirstCase({ run: { id, request } }: { readonly run: Run }) {
  const { cases = 1 } = request;
  return cases < 2 ? null : (
    <p class="muted small pad">
      As the first of {count(cases)} cases asks it: <a href={`/runs/${id}/matrix`}>all cases</a>
    </p>
  );
}
