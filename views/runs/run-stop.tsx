import { progressOf, totalsOf } from '../../src/domain/run/columns.ts';
import type { RunView } from '../../src/domain/run/run.ts';
import { domId } from '../dom-id.ts';
import { count, usd } from '../format.ts';
import { Icon } from '../icon.tsx';

/** While a run goes on: Stop with how far it has come, in the place of Run; empty once it has ended. */
export function RunStop({ run: { run, completions } }: { readonly run: RunView }) {
  const id = runStopId(run.id);
  if (run.status !== 'running') return <span class="stopper" id={id} />;
  const { ended, total } = progressOf(completions);
  const { costPicodollars } = totalsOf(completions.map(({ completion }) => completion));
  return (
    <span class="stopper" id={id}>
      <progress aria-label="Answers received" value={ended} max={total} />
      <button
        type="button"
        class="button stop"
        hx-post={`/runs/${run.id}/cancellation`}
        hx-swap="none"
        aria-keyshortcuts="Escape"
      >
        <Icon name="stop" />
        <b>Stop</b>
        <span class="num" aria-hidden="true">
          {count(ended)}/{count(total)} · <Elapsed ms={Date.now() - run.createdAt.getTime()} />
          {costPicodollars !== null && ` · ${usd(costPicodollars)} so far`}
        </span>
      </button>
    </span>
  );
}

/** Whole seconds that passed; the page counts on from there. */
export function Elapsed({ ms }: { readonly ms: number }) {
  const passed = Math.max(0, Math.round(ms));
  return <span data-elapsed={passed}>{Math.floor(passed / 1000)} s</span>;
}

export function runStopId(run: number): string {
  return domId('run', run, 'stop');
}
