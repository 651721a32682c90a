import { type Context, Hono } from 'hono';
import { Partial } from '../../../views/partial.tsx';
import { RunResults } from '../../../views/runs/run-results.tsx';
import { ChangesSince, type CommonestAnswer, RunSteps } from '../../../views/runs/run-steps.tsx';
import { RunStop } from '../../../views/runs/run-stop.tsx';
import { headText } from '../../../views/runs/value-text.ts';
import { stopPlaceId } from '../../../views/sweep/sweep-bar.tsx';
import { temperatureClass } from '../../../views/temperature-class.ts';
import type { AppDeps } from '../../app-deps.ts';
import type { GroupedColumn } from '../../domain/answers/answer-groups.ts';
import { canonicalPrompt, type Prompt } from '../../domain/prompt/prompt.ts';
import { editablePrompt } from '../../domain/prompt/prompt-edits.ts';
import { answerText } from '../../domain/prompt/tool.ts';
import { columnKey } from '../../domain/run/column-label.ts';
import type { RunView } from '../../domain/run/run.ts';
import { orNotFound } from '../../errors.ts';
import { diffPrompts } from '../../prompts/prompt-diff.ts';
import { chosenView, measuresSoon, resultsProps, shownColumns } from '../experiments/cell-props.ts';
import { fragment, idParam } from '../http/answer.tsx';

/** How many earlier runs are offered to compare with. */
const MAX_OTHERS = 50;

/** The runs of one cell: back and forward, and what changed from one to the next. */
export function runStepRoutes(deps: AppDeps) {
  const { store, runner, analyst } = deps;
  return new Hono()
    .get('/runs/:id/steps', async (c) => {
      const run = orNotFound(await store.runs.get(idParam(c)), 'run');
      const [neighbours, cell, versions] = await Promise.all([
        store.runs.neighbours(run),
        store.cells.experiment(run.experimentId),
        store.runs.versionPrompts(run.experimentId, [run.version.number]),
      ]);
      const asked = versions.get(run.version.number) ?? run.prompt;
      const stale = cell !== null && isOther(asked, cell.draft.prompt);
      return fragment(c, <RunSteps run={run} {...neighbours} stale={stale} />);
    })
    .get('/runs/:id/results', async (c) => {
      const view = orNotFound(await runner.view(idParam(c)), 'run');
      const settings = await chosenView(deps, view);
      await measuresSoon(deps, view, settings);
      return fragment(
        c,
        <>
          <RunResults {...resultsProps(deps, view, settings)} />
          <Partial target={stopPlaceId(view.run.experimentId)} swap="innerHTML">
            <RunStop run={view} />
          </Partial>
        </>,
      );
    })
    .get('/runs/:id/changes', async (c) => {
      const view = await viewOf(c, deps);
      const others = await store.runs.earlier(view.run, MAX_OTHERS);
      const chosen = c.req.query('with');
      const other = chosen === undefined ? others[0] : others.find(({ id }) => id === Number(chosen));
      const before = orNotFound(other === undefined ? null : await runner.view(other.id), 'earlier run');
      const { fold } = await chosenView(deps, view);
      return fragment(
        c,
        <ChangesSince
          run={view.run}
          before={before.run}
          others={others}
          calendar={store.timeZones.days.calendar}
          parts={await diffPrompts(before.run.prompt, view.run.prompt, analyst)}
          columns={sharedColumns(shownColumns(deps, before, fold), shownColumns(deps, view, fold))}
        />,
      );
    });
}

async function viewOf(c: Context, { runner }: AppDeps): Promise<RunView> {
  return orNotFound(await runner.view(idParam(c)), 'run');
}

/** Whether a run of the draft would be of another version. */
function isOther(asked: Prompt, draft: Prompt): boolean {
  return canonicalPrompt(editablePrompt(asked)) !== canonicalPrompt(draft);
}

/** The columns of the later run, each beside the one of the same value in the earlier run. */
function sharedColumns(before: readonly GroupedColumn[], after: readonly GroupedColumn[]) {
  return after.map((column) => {
    const { axis, value } = column;
    const twin = before.find((other) => columnKey(other) === columnKey(column));
    return {
      label: headText(column),
      colour: axis === 'temperature' ? temperatureClass(value as number | null) : 't-none',
      before: twin === undefined ? null : commonest(twin),
      after: commonest(column),
    };
  });
}

function commonest({ cells }: GroupedColumn): CommonestAnswer | null {
  const [first] = cells.flatMap(({ answers }) => answers).toSorted((a, b) => b.members.length - a.members.length);
  if (first === undefined) return null;
  return { text: answerText(first.shown), same: first.members.length, n: cells.reduce((sum, { n }) => sum + n, 0) };
}
