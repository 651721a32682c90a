import type { Probe, ProbedModel, SettingEffectColumn, SettingEffectRun } from '../../src/domain/run/probe.ts';
import type { Run } from '../../src/domain/run/run.ts';
import { domId } from '../dom-id.ts';
import { plural } from '../format.ts';
import { MethodLink } from '../methods/method-link.tsx';
import { Partial } from '../partial.tsx';

/** Where a run says whether its setting was honoured: asked for on its own once the run has ended, so that nothing waits for it. */
export function SettingEffectPlace({ run }: { readonly run: Pick<Run, 'id' | 'status' | 'request'> }) {
  if (run.status === 'running') return null;
  // A variant is a change to the prompt: there is nothing an endpoint could ignore.
  if (run.request.columns === 'variant') return null;
  return (
    <div id={domId('run', run.id, 'honoured')} hx-get={`/runs/${run.id}/honoured`} hx-trigger="load" hx-swap="none" />
  );
}

/** Where a column says it; filled together with the run's own place. */
export function SettingEffectColumnPlace({ run, column }: { readonly run: number; readonly column: number }) {
  return <span class="honoured-column small" id={columnId(run, column)} />;
}

/** The states of all columns in their places, and below the run what a probe says or could say. */
export function SettingEffectAnswer({ effect }: { readonly effect: SettingEffectRun }) {
  const { run, columns } = effect;
  return (
    <>
      {columns.map((column) => (
        <Partial target={columnId(run, column.index)}>
          <ColumnState run={run} column={column} />
        </Partial>
      ))}
      <Partial target={domId('run', run, 'honoured')}>
        <RunState effect={effect} />
      </Partial>
    </>
  );
}

/** A state that is a finding is shown in each column's head; "unknown" is the rule and stays below. */
function ColumnState({ run, column }: { readonly run: number; readonly column: SettingEffectColumn }) {
  const { index, state, words } = column;
  return (
    <span class="honoured-column small" id={columnId(run, index)} data-state={state} title={words}>
      {state !== 'unknown' && state !== 'not sent' && (state === 'yes' ? 'honoured' : state)}
    </span>
  );
}

function RunState({ effect: { run, setting, columns, models } }: { readonly effect: SettingEffectRun }) {
  const isProbing = models.some(({ probe }) => probe !== null && probe.result === null);
  const again = { 'hx-get': `/runs/${run}/honoured`, 'hx-trigger': 'load delay:1s', 'hx-swap': 'none' };
  return (
    <section
      class="honoured small pad"
      id={domId('run', run, 'honoured')}
      aria-label={`Was ${setting} honoured?`}
      {...(isProbing ? again : {})}
    >
      <h3>
        <MethodLink method="was-the-setting-honoured" title="What each state claims, and no more">
          Was {setting} honoured?
        </MethodLink>
      </h3>
      <ul>
        {statesOf(columns).map(({ state, words, values }) => (
          <li>
            {setting} {values.join(', ')}: <strong>{state}</strong>
            <span class="muted">, {words}</span>
          </li>
        ))}
      </ul>
      {models.map((model) => (
        <ModelProbe run={run} probed={model} />
      ))}
    </section>
  );
}

function ModelProbe({
  run,
  probed: { model, probe, canProbe },
}: {
  readonly run: number;
  readonly probed: ProbedModel;
}) {
  const id = domId('run', run, 'probe', model.replace(/[^\w-]/g, '_'));
  return (
    <div class="probe" id={id}>
      {probe !== null && (
        <p>
          {probeText(probe)} <a href={`/runs/${probe.run}`}>Its answers</a>
        </p>
      )}
      {canProbe && (probe === null || probe.result !== null) && (
        <button
          type="button"
          class="button"
          hx-get={`/runs/${run}/probe?${new URLSearchParams({ model })}`}
          hx-target={`#${id}`}
          hx-swap="innerHTML"
        >
          {probe === null ? `Probe ${model}…` : 'Probe again…'}
        </button>
      )}
      {!canProbe && <p class="muted">{model} is known to refuse other temperatures, so there is nothing to probe.</p>}
    </div>
  );
}

function probeText({ model, date, lowest, highest, result }: Probe<'temperature'>): string {
  if (result === null) return `A probe of ${model} is going on.`;
  const seen = `on ${date} a probe of ${model} saw ${plural(result.distinct[0], 'different answer')} of ${result.n[0]} at ${lowest}, and ${result.distinct[1]} of ${result.n[1]} at ${highest}`;
  const verdict = { yes: 'SettingEffect', ignored: 'Ignored', unknown: 'Unknown' }[result.verdict];
  return `${verdict}: ${seen}.`;
}

interface StateLine {
  readonly state: string;
  readonly words: string;
  readonly values: readonly string[];
}

function statesOf(columns: readonly SettingEffectColumn[]): readonly StateLine[] {
  const states = [...new Set(columns.map(({ state }) => state))];
  return states.map((state) => {
    const own = columns.filter((column) => column.state === state);
    return { state, words: own[0]?.words ?? '', values: own.map(({ value }) => value) };
  });
}

function columnId(run: number, column: number): string {
  return domId('run', run, 'column', column, 'honoured');
}
