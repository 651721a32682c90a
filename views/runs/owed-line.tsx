import { isOwed, isRetriedTogether } from '../../src/domain/run/completion.ts';
import type { RunView } from '../../src/domain/run/run.ts';
import { count, plural } from '../format.ts';

/** What an ended run still owes, why, and the button that asks for it. */
export function OwedLine({ run: { run, completions } }: { readonly run: RunView }) {
  const owed = completions.map(({ completion }) => completion).filter(isOwed);
  if (run.status === 'running' || owed.length === 0) return null;
  const held = owed.filter(({ status }) => status === 'held');
  return (
    <div class="owed small">
      <p>
        {held.length > 0 && <strong>{plural(held.length, 'request')} held. </strong>}
        {held[0]?.error?.message}
        {held.length < owed.length &&
          ` ${plural(owed.length - held.length, 'request')} cut off when Tempera was stopped.`}
      </p>
      <div class="actions">
        {held.length > 0 && (
          <a class="button" href="/settings">
            Caps
          </a>
        )}
        <button
          type="button"
          class="button primary"
          hx-post={`/runs/${run.id}/resumption`}
          hx-swap="none"
          hx-sync="this:drop"
        >
          Resume {plural(owed.length, 'request')}
        </button>
      </div>
    </div>
  );
}

/** How many requests of an ended run failed, and the button that sends them again. */
export function FailedLine({ run: { run, completions } }: { readonly run: RunView }) {
  const failed = completions.filter(({ completion }) => isRetriedTogether(completion)).length;
  if (run.status === 'running' || failed === 0) return null;
  return (
    <div class="owed small">
      <p>
        <strong>{plural(failed, 'request')} failed.</strong> Each says why in its place
        {failed < completions.length && '; the others are kept'}.
      </p>
      <div class="actions">
        <button type="button" class="button" hx-post={`/runs/${run.id}/retries`} hx-swap="none" hx-sync="this:drop">
          {failed === 1 ? 'Retry the failed one' : `Retry the ${count(failed)} failed`}
        </button>
      </div>
    </div>
  );
}
