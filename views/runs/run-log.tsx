import type { Completion } from '../../src/domain/run/completion.ts';
import { askedModels, type RunView } from '../../src/domain/run/run.ts';
import { AXIS_LABELS, type Axis, modelOn, namedModel, settingOn } from '../../src/domain/run/sweep.ts';
import { STATUS_WORDS } from '../completions/status-words.ts';
import { costText, count, milliseconds, plural } from '../format.ts';
import type { DisplayOptions } from './display-options.ts';
import { valueText } from './value-text.ts';

/** More requests than these are one step further, in the history. */
const MAX_LOGGED = 60;

interface RunLogProps {
  readonly run: RunView;
  readonly display: DisplayOptions;
}

/** The requests of a run in the order of the plan, one line each. */
export function RunLog({ run: { run, completions }, display }: RunLogProps) {
  const axis = run.request.columns;
  const connections = new Set(askedModels(run.request).map(({ connection }) => display.nameOf(connection)));
  return (
    <section class="scroll log" aria-label={`Requests of run ${run.id}`} tabindex={0}>
      <table class="num">
        <thead>
          <tr>
            <th scope="col">{AXIS_LABELS[axis]}</th>
            <th scope="col">Sample</th>
            <th scope="col">State</th>
            {['Tokens in', 'Tokens out', 'First token', 'In all', 'Cost'].map((head) => (
              <th scope="col" class="num">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {completions.slice(0, MAX_LOGGED).map(({ completion }) => (
            <LogRow completion={completion} axis={axis} display={display} />
          ))}
        </tbody>
      </table>
      <p class="hint aside">
        {completions.length > MAX_LOGGED &&
          `The first ${count(MAX_LOGGED)} of ${plural(completions.length, 'request')}. `}
        Asked at <bdi>{[...connections].join(', ')}</bdi>.{' '}
        <a href={`/runs/${run.id}#cost`}>Cost as expected and as it came</a>
      </p>
    </section>
  );
}

interface LogRowProps {
  readonly completion: Completion;
  readonly axis: Axis;
  readonly display: DisplayOptions;
}

function LogRow({ completion, axis, display }: LogRowProps) {
  const { status, settings, usage, cost, ttftMs, durationMs, attempts, finishReason } = completion;
  const state = [
    status === 'done' ? (finishReason ?? 'done') : STATUS_WORDS[status],
    attempts > 1 ? `${attempts} attempts` : '',
  ];
  return (
    <tr>
      <td>
        {axis === 'model' ? namedModel(modelOn(settings), display.nameOf) : valueText(axis, settingOn(settings, axis))}
      </td>
      <td>{completion.sample + 1}</td>
      <td>{state.filter((part) => part !== '').join(', ')}</td>
      {[usage?.inputTokens ?? null, usage?.outputTokens ?? null].map((tokens) => (
        <td class="num">{tokens === null ? '–' : count(tokens)}</td>
      ))}
      <td class="num">{milliseconds(ttftMs)}</td>
      <td class="num">{milliseconds(durationMs)}</td>
      <td class="num">{cost === null ? '–' : costText(cost)}</td>
    </tr>
  );
}
