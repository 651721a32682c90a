import {
  type ProbeVerdict,
  SETTING_EFFECT_WORDS,
  type SettingEffect,
  settingEffects,
} from '../analysis/setting-effect.ts';
import { columnsOf, samplesOf } from '../domain/run/columns.ts';
import type { ProbedModel, SettingEffectRun } from '../domain/run/probe.ts';
import { type AskedModel, askedModels, type RunView } from '../domain/run/run.ts';
import { AXIS_LABELS } from '../domain/run/sweep.ts';
import type { ProbeDeps as Deps } from './probe-deps.ts';
import { canProbe, latestProbe, type ProbeSubject } from './probes.ts';

/** What each column of a run may claim of the setting that makes them: from its answers, and from a kept probe. */
export async function settingEffectStates(deps: Deps, view: RunView): Promise<readonly SettingEffect[]> {
  return statesOf(view, await probedModels(deps, view));
}

/** The same in words, with the probes that were made or can be. */
export async function settingEffectRun(deps: Deps, view: RunView): Promise<SettingEffectRun> {
  const models = await probedModels(deps, view);
  const states = statesOf(view, models);
  return {
    run: view.run.id,
    setting: AXIS_LABELS[view.run.request.columns],
    columns: gridColumns(view).map(({ index, value }) => {
      const state = states[index] ?? 'unknown';
      return { index, value: String(value ?? 'not sent'), state, words: SETTING_EFFECT_WORDS[state] };
    }),
    models,
  };
}

/** A model of a run, as a probe would ask it. */
export function probeSubject({ run: { request } }: RunView, asked: AskedModel): ProbeSubject {
  return { ...asked, reasoningEffort: request.sweep.reasoning_effort[0] ?? null };
}

/** A probe speaks of temperature only. */
async function probedModels(deps: Deps, view: RunView): Promise<readonly ProbedModel[]> {
  const { columns, sweep } = view.run.request;
  if (columns !== 'temperature' || sweep.temperature.every((value) => value === null)) return [];
  return Promise.all(
    askedModels(view.run.request).map(async (asked) => ({
      model: asked.model,
      probe: await latestProbe(deps, 'temperature', asked),
      canProbe: canProbe(deps, 'temperature', probeSubject(view, asked)),
    })),
  );
}

function statesOf(view: RunView, models: readonly ProbedModel[]): readonly SettingEffect[] {
  const columns = gridColumns(view).map((column) => ({
    value: column.value,
    refused: column.cells.some((cell) =>
      cell.completions.some(
        ({ completion: { error } }) => error?.kind === 'parameter_refused' && error.param === column.axis,
      ),
    ),
    outputs: samplesOf(column).samples.map(({ text }) => text),
  }));
  return settingEffects(columns, { equality: 'norm', probe: sharedVerdict(models) });
}

/** The columns that differ in the one setting alone; what was added beside them comes last, and tells nothing of it. */
function gridColumns(view: RunView) {
  return columnsOf(view).filter(({ changes }) => changes === undefined);
}

/** Columns hold the answers of all models together, so only what is true of each can be said of them. */
function sharedVerdict(models: readonly ProbedModel[]): ProbeVerdict | null {
  const verdicts = new Set(models.map(({ probe }) => probe?.result?.verdict ?? null));
  const [only = null] = verdicts;
  return verdicts.size === 1 ? only : null;
}
