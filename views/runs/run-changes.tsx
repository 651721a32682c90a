import { columnsOf } from '../../src/domain/columns.ts';
import type { LiveCompletion } from '../../src/domain/completion.ts';
import type { RunView } from '../../src/domain/run.ts';
import { CompletionView } from '../completions/completion.tsx';
import { domId } from '../dom-id.ts';
import { exactText } from '../exact-text.tsx';
import { Partial } from '../partial.tsx';
import { ColumnProgress } from './run-column.tsx';
import { RunResults, RunStatusLine, type Showing } from './run-results.tsx';

interface RunChangesProps {
  readonly run: RunView;
  readonly changed: readonly LiveCompletion[];
  readonly showing: Showing;
}

/** What the stream says of a run that goes on: completions whose state changed, and progress in words. */
export function RunChanges({ run: view, changed, showing }: RunChangesProps) {
  const { run } = view;
  const columns = new Set(changed.map(({ completion }) => completion.column));
  return (
    <>
      {changed.map((live) => (
        <Partial target={domId('completion', live.completion.id)}>
          <CompletionView live={live} samples={run.request.samples} showing={showing} />
        </Partial>
      ))}
      {changed.length > 0 && (
        <>
          {columnsOf(view)
            .filter((column) => columns.has(column.index))
            .map((column) => (
              <Partial target={domId('run', run.id, 'column', column.index)}>
                <ColumnProgress run={run} column={column} />
              </Partial>
            ))}
          <Partial target={domId('run', run.id, 'status')}>
            <RunStatusLine run={view} showing={showing} />
          </Partial>
        </>
      )}
    </>
  );
}

/**
 * Text to append. It goes in a message of its own, after `RunChanges`: htmx looks up all targets of a message before it
 * swaps any, so text would go to the completion that is just being replaced.
 */
export function RunDeltas({ deltas }: { readonly deltas: ReadonlyMap<number, string> }) {
  return (
    <>
      {[...deltas].map(([id, text]) => (
        <Partial target={domId('completion', id, 'text')} swap="beforeend">
          {exactText(text)}
        </Partial>
      ))}
    </>
  );
}

/** The whole run anew, in place of what the page shows of it. */
export function RunReplacement({ run, showing }: { readonly run: RunView; readonly showing: Showing }) {
  return (
    <Partial target={domId('run', run.run.id)}>
      <RunResults run={run} showing={showing} />
    </Partial>
  );
}
