import type { Message } from '../../src/domain/message.ts';
import type { PricedModelGroup, Repricing } from '../../src/domain/what-if.ts';
import { RunCost } from '../costs/run-cost.tsx';
import { MessageLists } from '../experiments/sent-messages.tsx';
import { Page, type PageContext } from '../layout.tsx';
import { LiveStream } from './live-stream.tsx';
import { RunResults, type RunResultsProps } from './run-results.tsx';

interface RunPageProps extends RunResultsProps {
  /** What its requests carry, for each variant; `null`: the prompt as written. */
  readonly messages: readonly { readonly variant: string | null; readonly messages: readonly Message[] }[];
  readonly notebookTitle: string;
  readonly live: boolean;
  /** Offers what it would have cost. */
  readonly groups: readonly PricedModelGroup[];
  readonly would: Repricing | null;
  readonly context: PageContext;
}

/** A run at its permanent address, with the messages it asked. */
export function RunPage({ messages, notebookTitle, live, groups, would, context, ...results }: RunPageProps) {
  const { run } = results.run;
  return (
    <Page title={`Run ${run.id}`} section="notebooks" context={context}>
      <div class="head">
        <h1>Run {run.id}</h1>
        <a href={`/notebooks/${run.notebookId}#cell-${run.experimentId}`}>{notebookTitle}</a>
      </div>
      <section class="cell" aria-label="Prompt and answers">
        <div class="prompt still">
          <MessageLists lists={messages} />
        </div>
        <div class="last-run">
          <RunResults {...results} />
        </div>
      </section>
      <RunCost
        run={run}
        completions={results.run.completions.map(({ completion }) => completion)}
        groups={groups}
        chosen={would}
      />
      <LiveStream path={`/runs/${run.id}/events`} runs={live ? [run.id] : []} />
    </Page>
  );
}
