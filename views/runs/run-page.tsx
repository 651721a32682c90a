import type { Message } from '../../src/domain/message.ts';
import type { RunView } from '../../src/domain/run.ts';
import { MessageLists } from '../experiments/sent-messages.tsx';
import { Page, type PageContext } from '../layout.tsx';
import { LiveStream } from './live-stream.tsx';
import { RunResults, type Showing } from './run-results.tsx';

interface RunPageProps {
  readonly run: RunView;
  /** What its requests carry, for each variant; `null`: the prompt as written. */
  readonly messages: readonly { readonly variant: string | null; readonly messages: readonly Message[] }[];
  readonly notebookTitle: string;
  readonly showing: Showing;
  readonly live: boolean;
  readonly context: PageContext;
}

/** A run at its permanent address, with the messages it asked. */
export function RunPage({ run: view, messages, notebookTitle, showing, live, context }: RunPageProps) {
  const { run } = view;
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
          <RunResults run={view} showing={showing} />
        </div>
      </section>
      <LiveStream path={`/runs/${run.id}/events`} runs={live ? [run.id] : []} />
    </Page>
  );
}
