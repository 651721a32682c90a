import type { AnswerGroup, GroupedCell, GroupedColumn } from '../../src/domain/answer-groups.ts';
import { MAX_GROUPS } from '../../src/domain/answer-groups.ts';
import type { CompletionStatus } from '../../src/domain/completion.ts';
import type { Run } from '../../src/domain/run.ts';
import { CompletionView } from '../completions/completion.tsx';
import { domId } from '../dom-id.ts';
import { plural } from '../format.ts';
import type { CellPlace } from './cell-place.ts';
import type { DisplayOptions } from './display-options.ts';

interface CellAnswersProps {
  readonly run: Pick<Run, 'id' | 'status' | 'request'>;
  readonly column: GroupedColumn;
  readonly cell: GroupedCell;
  readonly showing: DisplayOptions;
}

/** The answers of a cell: equal ones folded, the most frequent first; below them what failed, and what is still to come. */
export function CellAnswers({ run, column, cell, showing }: CellAnswersProps) {
  const place = { run: run.id, column: column.index, row: cell.row };
  const { samples } = run.request;
  const live = run.status === 'running';
  const more = cell.answers.slice(MAX_GROUPS);
  return (
    <>
      {cell.answers.slice(0, MAX_GROUPS).map((fold) => (
        <Fold place={place} fold={fold} of={cell.n} samples={samples} showing={showing} live={live} />
      ))}
      {more.length > 0 && <MoreGroups place={place} folds={more} live={live} />}
      {cell.failures.slice(0, MAX_GROUPS).map((fold) => (
        <Fold place={place} fold={fold} of={null} samples={samples} showing={showing} live={live} />
      ))}
      {cell.unfinished.map((live) => (
        <CompletionView live={live} samples={samples} showing={showing} />
      ))}
      <Hidden hidden={cell.hidden} />
    </>
  );
}

interface AnswerGroupProps {
  readonly place: CellPlace;
  readonly fold: AnswerGroup;
  /** How many samples the cell has; `null` for what is no sample. */
  readonly of: number | null;
  readonly samples: number;
  readonly showing: DisplayOptions;
  readonly live: boolean;
}

/** One answer with how many samples gave it, and the others behind it. */
export function Fold({ place, fold, of, samples, showing, live }: AnswerGroupProps) {
  const alike = fold.members.length;
  return (
    <section class="fold" id={groupId(place, fold.id)}>
      {alike > 1 && (
        <p class="fold-head small">
          <span class="badge num">{badgeText(alike, of, fold.shown.status)}</span>
        </p>
      )}
      <CompletionView live={{ completion: fold.shown, waiting: null }} samples={samples} showing={showing} />
      {alike > 1 && <OpenGroup place={place} fold={fold} live={live} />}
    </section>
  );
}

/** The samples behind a fold but for the one that is shown, loaded when they are asked for. */
function OpenGroup({ place, fold, live }: Pick<AnswerGroupProps, 'place' | 'fold' | 'live'>) {
  const others = fold.members.filter(({ id }) => id !== fold.shown.id);
  return (
    <details
      class="unfold"
      data-members={others.map(({ id }) => id).join(' ')}
      hx-get={`${cellPath(place)}/folds/${fold.id}/samples`}
      hx-trigger={live ? 'toggle' : 'toggle once'}
      hx-target="find .unfolded"
      hx-swap="innerHTML"
    >
      <summary class="small">
        {others.length === 1 ? 'The other one alike' : `The ${others.length} others alike`}
      </summary>
      <div class="unfolded" hx-morph-skip-children>
        <p class="muted small pad">Loading…</p>
      </div>
    </details>
  );
}

/** Different answers for which there is no room until somebody asks. */
function MoreGroups({
  place,
  folds,
  live,
}: {
  readonly place: CellPlace;
  readonly folds: readonly AnswerGroup[];
  readonly live: boolean;
}) {
  return (
    <details
      class="unfold more-folds"
      id={domId('run', place.run, 'more', place.column, place.row)}
      data-members={folds.flatMap(({ members }) => members.map(({ id }) => id)).join(' ')}
      hx-get={`${cellPath(place)}/folds`}
      hx-trigger={live ? 'toggle' : 'toggle once'}
      hx-target="find .unfolded"
      hx-swap="innerHTML"
    >
      <summary class="small">{plural(folds.length, 'more different answer')}</summary>
      <div class="unfolded" hx-morph-skip-children>
        <p class="muted small pad">Loading…</p>
      </div>
    </details>
  );
}

/** How many answers to come have no place on the page yet. */
function Hidden({ hidden: { streaming, waiting } }: Pick<GroupedCell, 'hidden'>) {
  const parts = [
    streaming > 0 ? `${streaming} more streaming` : '',
    waiting > 0 ? `${waiting} waiting for their turn` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? null : <p class="hidden-answers small muted num">{parts.join(', ')}</p>;
}

/** The address of what belongs to one cell of a run. */
function cellPath({ run, column, row }: CellPlace): string {
  return `/runs/${run}/columns/${column}/rows/${row}`;
}

function groupId({ run, column, row }: CellPlace, fold: string): string {
  return domId('run', run, 'fold', column, row, fold);
}

function badgeText(alike: number, of: number | null, status: CompletionStatus): string {
  if (status === 'held') return `${alike} held`;
  if (of === null) return alike === 1 ? '1 without an answer' : `${alike} ended alike`;
  return alike === of && alike > 1 ? `all ${of} same` : `${alike} of ${of} same`;
}
