import type { AnswerGroup, GroupedCell, GroupedColumn } from '../../src/domain/answers/answer-groups.ts';
import { MAX_GROUPS } from '../../src/domain/answers/answer-groups.ts';
import type { CompletionStatus } from '../../src/domain/run/completion.ts';
import type { Run } from '../../src/domain/run/run.ts';
import { CompletionView } from '../completions/completion.tsx';
import { domId } from '../dom-id.ts';
import { plural } from '../format.ts';
import type { CellPlace } from './cell-place.ts';
import type { DisplayOptions } from './display-options.ts';

interface CellAnswersProps {
  readonly run: Pick<Run, 'id' | 'status' | 'request'>;
  readonly column: GroupedColumn;
  readonly cell: GroupedCell;
  readonly display: DisplayOptions;
}

/** The answers of a cell: equal ones folded, the most frequent first; below them what failed, and what is still to come. */
export function CellAnswers({ run, column, cell, display }: CellAnswersProps) {
  const place = { run: run.id, column: column.index, row: cell.row };
  const { samples } = run.request;
  const live = run.status === 'running';
  const more = cell.answers.slice(MAX_GROUPS);
  return (
    <>
      {cell.answers.slice(0, MAX_GROUPS).map((group) => (
        <AnswerGroupView place={place} group={group} of={cell.n} samples={samples} display={display} live={live} />
      ))}
      {more.length > 0 && <MoreGroups place={place} folds={more} total={cell.answers.length} live={live} />}
      {cell.failures.slice(0, MAX_GROUPS).map((group) => (
        <AnswerGroupView place={place} group={group} of={null} samples={samples} display={display} live={live} />
      ))}
      {cell.unfinished.map((live) => (
        <CompletionView live={live} samples={samples} display={display} />
      ))}
      <Hidden hidden={cell.hidden} />
    </>
  );
}

interface AnswerGroupProps {
  readonly place: CellPlace;
  readonly group: AnswerGroup;
  /** How many samples the cell has; `null` for what is no sample. */
  readonly of: number | null;
  readonly samples: number;
  readonly display: DisplayOptions;
  readonly live: boolean;
}

/** One answer with how many samples gave it, and the others behind it. */
export function AnswerGroupView({ place, group, of, samples, display, live }: AnswerGroupProps) {
  const alike = group.members.length;
  return (
    <section class="fold" id={groupId(place, group.id)}>
      <CompletionView live={{ completion: group.shown, waiting: null }} samples={samples} display={display}>
        {alike > 1 && <OpenGroup place={place} group={group} of={of} live={live} />}
      </CompletionView>
    </section>
  );
}

/** `×4`: the samples behind an answer but for the one that is shown, loaded when they are asked for. */
function OpenGroup({ place, group, of, live }: Pick<AnswerGroupProps, 'place' | 'group' | 'of' | 'live'>) {
  const others = group.members.filter(({ id }) => id !== group.shown.id);
  const label = groupText(group.members.length, of, group.shown.status);
  return (
    <details
      class="unfold"
      data-members={others.map(({ id }) => id).join(' ')}
      hx-get={`${cellPath(place)}/folds/${group.id}/samples`}
      hx-trigger={live ? 'toggle' : 'toggle once'}
      hx-target="find .unfolded"
      hx-swap="innerHTML"
    >
      <summary class="times num" title={`${label}: show each`}>
        ×{group.members.length}
        <span class="unseen">
          , {label}: show the {plural(others.length, 'other')}
        </span>
      </summary>
      <div class="unfolded" hx-morph-skip-children>
        <p class="muted small">Loading…</p>
      </div>
    </details>
  );
}

/** Different answers for which there is no room until somebody asks. */
function MoreGroups({
  place,
  folds,
  total,
  live,
}: {
  readonly place: CellPlace;
  readonly folds: readonly AnswerGroup[];
  /** How many different answers there are, those shown included. */
  readonly total: number;
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
      <summary class="small">Show all {total}</summary>
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

function groupId({ run, column, row }: CellPlace, group: string): string {
  return domId('run', run, 'fold', column, row, group);
}

function groupText(alike: number, of: number | null, status: CompletionStatus): string {
  if (status === 'held') return `${alike} held`;
  if (of === null) return `${alike} ended alike`;
  return alike === of ? `all ${of} same` : `${alike} of ${of} same`;
}
