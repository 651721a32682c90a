import type { DraftError } from '../../src/domain/notebook/draft.ts';
import { type EditorWindow, isPaged } from '../../src/domain/notebook/editor-window.ts';
import type { ExperimentCell } from '../../src/domain/notebook/notebook.ts';
import { type IdentifiedExample, identified } from '../../src/domain/prompt/example-edits.ts';
import { bracedNames, type Prompt } from '../../src/domain/prompt/prompt.ts';
import { variantChoices } from '../../src/domain/prompt/variant.ts';
import { Partial } from '../partial.tsx';
import { Variants, variantsId } from '../sweep/variants.tsx';
import { RevisionChange } from './draft-stamp.tsx';
import { ExampleRow, ExampleSwitch, exampleRowId, exampleSwitchId } from './example-row.tsx';
import { ExampleRows, ExamplesHead, examplesHeadId, rowsId, rowWindowId } from './examples.tsx';
import { Conversation, conversationId, SystemMessage, systemId } from './prompt-editor.tsx';
import { UndoBar, type UndoBarProps, undoBarId } from './undo-bar.tsx';
import { VariableFields, variablesId } from './variables.tsx';

export interface EditorChangesProps {
  /** As it is saved now. */
  readonly cell: ExperimentCell;
  /** What was kept before the request. */
  readonly before: Prompt;
  /** What the page shows: with what was typed, before any structural edit. */
  readonly typed: Prompt;
  readonly versions: readonly number[];
  readonly steps: Pick<UndoBarProps, 'undo' | 'redo'>;
  readonly errors: readonly DraftError[];
  /** What the page shows of a draft that is larger than a page. */
  readonly window: EditorWindow;
  /** The page has moved the row itself. */
  readonly movedAlready?: boolean;
}

/**
 * What of the editor has to be shown anew after a save: never what was typed, and of 500 rows only those that changed. A
 * page finds the places of an answer's parts before it puts in any of them, so what is said about a part that is shown anew
 * is asked for afterwards (`shownAnew`).
 */
export function EditorChanges(props: EditorChangesProps) {
  const { cell, typed, versions, steps, errors, window, movedAlready = false } = props;
  const { prompt } = cell.draft;
  const anew = shownAnew(props);
  return (
    <>
      <RevisionChange cell={cell} />
      {anew.has('system') && (
        <Partial target={systemId(cell.id)}>
          <SystemMessage cell={cell} />
        </Partial>
      )}
      {anew.has('conversation') && (
        <Partial target={conversationId(cell.id)}>
          <Conversation cell={cell} window={window} />
        </Partial>
      )}
      {anew.has('head') && (
        <Partial target={examplesHeadId(cell.id)}>
          <ExamplesHead cell={cell} />
        </Partial>
      )}
      <RowChanges cell={cell} typed={typed} window={window} movedAlready={movedAlready} />
      {anew.has('variables') && (
        <Partial target={variablesId(cell.id)}>
          <VariableFields cell={cell} window={window} />
        </Partial>
      )}
      {anew.has('variants') && (
        <Partial target={variantsId(cell.id)}>
          <Variants
            cell={cell}
            versions={versions}
            error={errors.find(({ path }) => path === 'variant')?.message ?? null}
          />
        </Partial>
      )}
      {(typed !== prompt || typed.template !== props.before.template) && (
        <Partial target={undoBarId(cell.id)}>
          <UndoBar experiment={cell.id} {...steps} />
        </Partial>
      )}
    </>
  );
}

type Block = 'system' | 'conversation' | 'head' | 'variables' | 'variants';

/** The blocks of the editor that a change replaces. */
export function shownAnew({ cell, before, typed, versions }: EditorChangesProps): ReadonlySet<Block> {
  const { prompt } = cell.draft;
  const offers = (of: Prompt) => JSON.stringify(variantChoices(of, versions).map(({ key, name }) => [key, name]));
  const changed: readonly (readonly [Block, boolean])[] = [
    ['system', typed.system !== prompt.system],
    ['conversation', typed.messages !== prompt.messages],
    ['head', typed.template !== prompt.template || headOf(before) !== headOf(prompt)],
    ['variables', variableBlock(before) !== variableBlock(prompt) || typed.templates !== prompt.templates],
    ['variants', offers(before) !== offers(prompt)],
  ];
  return new Set(changed.flatMap(([block, isChanged]) => (isChanged ? [block] : [])));
}

/** What the variables' fields depend on, besides their values. */
function variableBlock(prompt: Prompt): string {
  return JSON.stringify([prompt.templates, bracedNames(prompt)]);
}

/** What the head of the examples depends on, besides its texts, and counts, which come with every save. */
function headOf({ examples, encoding }: Prompt): string {
  return JSON.stringify([examples.length > 0, encoding]);
}

interface RowChangesProps {
  readonly cell: ExperimentCell;
  readonly typed: Prompt;
  readonly window: EditorWindow;
  readonly movedAlready: boolean;
}

function RowChanges({ cell, typed, window, movedAlready }: RowChangesProps) {
  const { id: experiment, draft } = cell;
  const { prompt } = draft;
  if (typed.examples === prompt.examples) return null;
  // Of more rows than a page carries, others come into view with each that comes or goes.
  const most = Math.max(typed.examples.length, prompt.examples.length);
  if (isPaged('rows', most)) return movedAlready ? null : <RowsAnew cell={cell} typed={typed} window={window} />;
  const old = new Map(identified(typed.examples).map((row, index) => [row.id, { row, index }]));
  const rows = identified(prompt.examples);
  const ids = new Set(rows.map(({ id }) => id));
  const stayed = movedAlready ? ids : inOrder(rows.flatMap(({ id }) => old.get(id) ?? []));
  const gone = [...old.keys()].filter((id) => !ids.has(id) || !stayed.has(id));
  return (
    <>
      {gone.map((id) => (
        <Partial target={exampleRowId(experiment, id)} swap="delete" />
      ))}
      {groupsOf(rows, (id) => stayed.has(id)).map(({ after, placed }) => (
        <PlacedRows experiment={experiment} after={after} placed={placed} />
      ))}
      {rows.map(
        (row, index) =>
          stayed.has(row.id) && (
            <ChangedRow experiment={experiment} row={row} index={index} was={old.get(row.id)?.row} />
          ),
      )}
    </>
  );
}

/** The rows of a page; those that were added at the end of them all, where they came. */
function RowsAnew({ cell, typed, window }: Omit<RowChangesProps, 'movedAlready'>) {
  const { examples } = cell.draft.prompt;
  const last = examples.at(-1)?.id;
  const isAdded = examples.length > typed.examples.length && !typed.examples.some(({ id }) => id === last);
  const shown = isAdded ? { ...window, rows: examples.length - 1 } : window;
  return (
    <Partial target={rowWindowId(cell.id)}>
      <ExampleRows cell={cell} window={shown} />
    </Partial>
  );
}

interface Placed {
  /** The row that stayed, after which these come; `null`: at the top. */
  readonly after: string | null;
  readonly placed: readonly { readonly row: IdentifiedExample; readonly index: number }[];
}

/** Rows that came or moved, by the row before them that stayed. */
function groupsOf(rows: readonly IdentifiedExample[], stayed: (id: string) => boolean): readonly Placed[] {
  const groups = new Map<string | null, { row: IdentifiedExample; index: number }[]>();
  let after: string | null = null;
  rows.forEach((row, index) => {
    if (stayed(row.id)) after = row.id;
    else groups.set(after, (groups.get(after) ?? []).concat({ row, index }));
  });
  return [...groups].map(([row, placed]) => ({ after: row, placed }));
}

function PlacedRows({ experiment, after, placed }: Placed & { readonly experiment: number }) {
  const views = placed.map(({ row, index }) => <ExampleRow experiment={experiment} row={row} index={index} />);
  return after === null ? (
    <Partial target={rowsId(experiment)} swap="afterbegin">
      {views}
    </Partial>
  ) : (
    <Partial target={exampleRowId(experiment, after)} swap="afterend">
      {views}
    </Partial>
  );
}

/** A row that was only switched keeps its fields, and the person's place in them. */
function ChangedRow({
  experiment,
  row,
  index,
  was,
}: {
  readonly experiment: number;
  readonly row: IdentifiedExample;
  readonly index: number;
  readonly was: IdentifiedExample | undefined;
}) {
  if (was === undefined || (was.input === row.input && was.output === row.output && was.tags === row.tags)) {
    return was?.enabled === row.enabled ? null : (
      <Partial target={exampleSwitchId(experiment, row.id)}>
        <ExampleSwitch experiment={experiment} row={row} index={index} />
      </Partial>
    );
  }
  return (
    <Partial target={exampleRowId(experiment, row.id)}>
      <ExampleRow experiment={experiment} row={row} index={index} />
    </Partial>
  );
}

/** The rows of a longest run that kept its order: all others have moved (patience sorting). */
function inOrder(rows: readonly { readonly row: IdentifiedExample; readonly index: number }[]): ReadonlySet<string> {
  const ends: number[] = [];
  const previous: (number | null)[] = [];
  rows.forEach(({ index }, at) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((rows[ends[middle] ?? 0]?.index ?? 0) < index) low = middle + 1;
      else high = middle;
    }
    previous[at] = low === 0 ? null : (ends[low - 1] ?? null);
    ends[low] = at;
  });
  const kept = new Set<string>();
  for (let at = ends.at(-1) ?? null; at !== null; at = previous[at] ?? null) kept.add(rows[at]?.row.id ?? '');
  return kept;
}
