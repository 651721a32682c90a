import type { GroupedColumn } from '../../src/domain/answers/answer-groups.ts';
import type { RunView } from '../../src/domain/run/run.ts';
import { callTextId } from '../completions/tool-calls.tsx';
import { domId } from '../dom-id.ts';
import { exactText } from '../exact-text.tsx';
import { Partial } from '../partial.tsx';
import type { DisplayOptions } from './display-options.ts';
import { Answers, answersId, ColumnProgress } from './run-column.tsx';
import { RunResults, type RunResultsProps } from './run-results.tsx';
import { RunStop, runStopId } from './run-stop.tsx';
import { RunStatusLine } from './run-strip.tsx';

interface RunChangesProps {
  readonly run: RunView;
  /** The columns in which something began or ended. */
  readonly columns: readonly GroupedColumn[];
  readonly display: DisplayOptions;
}

/** What the stream says of a run that goes on: columns in which something changed, and progress in words. */
export function RunChanges({ run: view, columns, display }: RunChangesProps) {
  const { run } = view;
  return (
    <>
      {columns.map((column) => (
        <>
          <Partial target={domId('run', run.id, 'column', column.index)}>
            <ColumnProgress run={run} column={column} />
          </Partial>
          {column.cells.map((cell) => (
            <Partial target={answersId(run.id, column.index, cell.row)} swap="outerMorph">
              <Answers run={run} column={column} cell={cell} display={display} />
            </Partial>
          ))}
        </>
      ))}
      {columns.length > 0 && (
        <>
          <Partial target={domId('run', run.id, 'status')}>
            <RunStatusLine run={view} display={display} />
          </Partial>
          <StopChange run={view} />
        </>
      )}
    </>
  );
}

/**
 * Text to append. It goes in a message of its own, after `RunChanges`: htmx looks up all targets of a message before it
 * swaps any, so text would go to the completion that is just being replaced.
 */
export function RunDeltas({ deltas }: { readonly deltas: ReadonlyMap<number, AnswerDelta> }) {
  return (
    <>
      {[...deltas].flatMap(([id, delta]) =>
        grownPlaces(id, delta).map(([place, text]) => (
          <Partial target={place} swap="beforeend">
            {exactText(text)}
          </Partial>
        )),
      )}
    </>
  );
}

function grownPlaces(id: number, { reasoning, text, calls }: AnswerDelta): readonly (readonly [string, string])[] {
  const places = [
    [domId('completion', id, 'reasoning'), reasoning],
    [domId('completion', id, 'text'), text],
    ...calls.map((grown, index) => [callTextId(id, index), grown] as const),
  ] as const;
  return places.filter(([, grown]) => grown !== '');
}

/** What an answer has grown by. */
export interface AnswerDelta {
  readonly text: string;
  readonly reasoning: string;
  /** The arguments of each call that the page shows. */
  readonly calls: readonly string[];
}

/** The whole run anew, in place of what the page shows of it. `gently` leaves what somebody opened, or has the focus in, as it is. */
export function RunReplacement({ gently = false, ...props }: RunResultsProps & { readonly gently?: boolean }) {
  return (
    <>
      <Partial target={domId('run', props.run.run.id)} swap={gently ? 'outerMorph' : 'outerHTML'}>
        <RunResults {...props} />
      </Partial>
      <StopChange run={props.run} />
    </>
  );
}

/** Stop in the place of Run, or Run again. Morphed, so that it keeps the focus. */
function StopChange({ run }: { readonly run: RunView }) {
  return (
    <Partial target={runStopId(run.run.id)} swap="outerMorph">
      <RunStop run={run} />
    </Partial>
  );
}
