import type { DraftDifference } from '../../src/domain/notebook/draft-differences.ts';
import type { ExperimentCell } from '../../src/domain/notebook/notebook.ts';
import { domId } from '../dom-id.ts';
import { exactText } from '../exact-text.tsx';

interface ConflictProps {
  /** As another page has saved it. */
  readonly cell: ExperimentCell;
  readonly differences: readonly DraftDifference[];
}

/** Another page has changed the same experiment: both texts, and what may be done about it. Nothing here is saved yet. */
export function Conflict({ cell, differences }: ConflictProps) {
  const path = `/experiments/${cell.id}/conflict`;
  const button = { type: 'button', class: 'button', 'hx-swap': 'none', 'hx-sync': 'this:drop' } as const;
  return (
    <div class="conflict" role="alert" data-conflict>
      <p>
        <strong>This experiment was changed in another tab.</strong> What you type here is not saved until you choose.
      </p>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Part</th>
              <th scope="col">Here, not saved</th>
              <th scope="col">In the other tab, saved</th>
            </tr>
          </thead>
          <tbody>
            {differences.map(({ part, mine, theirs }) => (
              <tr>
                <th scope="row">{part}</th>
                <td class="text" dir="auto">
                  {exactText(mine)}
                </td>
                <td class="text" dir="auto">
                  {exactText(theirs)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div class="actions">
        <button {...button} hx-post={path} hx-vals='{"keep":"mine"}'>
          Keep my text
        </button>
        <button {...button} hx-post={path} hx-vals='{"keep":"theirs"}'>
          Take the other text
        </button>
        <button {...button} hx-post={path} hx-vals='{"keep":"both"}'>
          Keep both: put mine into a copy
        </button>
      </div>
    </div>
  );
}

/** Where a conflict is shown. */
export function conflictId(experiment: number): string {
  return domId('experiment', experiment, 'conflict');
}
