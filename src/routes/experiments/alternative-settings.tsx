import { Hono } from 'hono';
import { DraftFeedback } from '../../../views/experiments/draft-feedback.tsx';
import { RevisionChange } from '../../../views/experiments/draft-stamp.tsx';
import { Partial } from '../../../views/partial.tsx';
import { SweepBar, sweepBarId } from '../../../views/sweep/sweep-bar.tsx';
import type { AppDeps } from '../../app-deps.ts';
import { settingsFromRequest } from '../../domain/notebook/draft.ts';
import type { Draft } from '../../domain/notebook/notebook.ts';
import type { AlternativeSetting } from '../../domain/request/alternative-setting.ts';
import { ALTERNATIVE_SETTINGS } from '../../domain/request/alternative-setting.ts';
import { withoutParam } from '../../domain/request/refused-param.ts';
import { orNotFound, ValidationError } from '../../errors.ts';
import { alternativesToTemperature } from '../../planning/alternative-settings.ts';
import { fragment, idParam } from '../http/answer.tsx';
import { formOf } from '../http/form.ts';
import { latestView } from './cell-props.ts';
import { answerConflict } from './draft-answer.tsx';
import { draftFromForm, pageStamp } from './draft-form.ts';

/** Takes what a model refuses out of an experiment, or sweeps it over another setting where that is temperature. */
export function alternativeSettingRoutes(deps: AppDeps) {
  const { store, previews, provider, drafts } = deps;
  return new Hono().post('/experiments/:id/knobs', async (c) => {
    const form = await formOf(c);
    const cell = orNotFound(await store.cells.experiment(idParam(c)), 'experiment');
    const typed = draftFromForm(form, cell.draft);
    const turn = await turnFor(deps, { id: cell.id, draft: typed }, form);
    const change = await drafts.change(cell.id, pageStamp(form), {
      typed: (draft) => turn(draftFromForm(form, draft)),
    });
    if (change.kind === 'conflict') return answerConflict(c, change);
    const turned = change.cell;
    return fragment(
      c,
      <>
        <Partial target={sweepBarId(cell.id)}>
          <SweepBar
            cell={turned}
            models={await provider.models()}
            versions={await store.runs.versionNumbers(cell.id)}
            run={await latestView(deps, cell.id)}
          />
        </Partial>
        <RevisionChange cell={turned} />
        <DraftFeedback cell={turned} preview={await previews.of(turned.draft, turned.id)} />
      </>,
    );
  });
}

type Turn = (draft: Draft) => Draft;

/** What was pressed, as a change to a draft: `without` names a parameter to leave out, `knob` a setting to vary instead of temperature. */
async function turnFor(
  deps: AppDeps,
  cell: { readonly id: number; readonly draft: Draft },
  form: FormData,
): Promise<Turn> {
  const without = form.get('without');
  if (without !== null) return leavingOut(deps, cell, String(without));
  const alternative = await settingNamed(deps, cell, form.get('knob'));
  return (draft) => withAlternative(draft, alternative);
}

/** Of the draft's fields, those change in which the run without the parameter differs. */
async function leavingOut(
  { previews }: AppDeps,
  { id, draft }: { readonly id: number; readonly draft: Draft },
  param: string,
): Promise<Turn> {
  const reading = await previews.read(draft, id);
  if (!reading.ok) throw new ValidationError(reading.errors);
  const { request } = reading;
  const without = withoutParam(request, param);
  if (without === null) {
    throw new ValidationError([
      { path: 'without', message: 'without must be a parameter that is sent and can be left out.' },
    ]);
  }
  const [was, is] = [settingsFromRequest(request), settingsFromRequest(without)].map((one) => Object.entries(one));
  const before = new Map(was);
  const changed = Object.fromEntries((is ?? []).filter(([name, value]) => before.get(name) !== value));
  return (kept) => ({ ...kept, settings: { ...kept.settings, ...changed } });
}

/** With the values that the model takes; all of them where the draft cannot be read as it stands. */
async function settingNamed(
  { previews, models }: AppDeps,
  { id, draft }: { readonly id: number; readonly draft: Draft },
  name: unknown,
): Promise<AlternativeSetting> {
  const reading = await previews.read(draft, id);
  const offered = reading.ok ? alternativesToTemperature(models, reading.request) : [];
  const alternative = [...offered, ...ALTERNATIVE_SETTINGS].find(({ axis }) => axis === name);
  if (alternative !== undefined) return alternative;
  throw new ValidationError([
    { path: 'knob', message: `knob must be one of ${ALTERNATIVE_SETTINGS.map(({ axis }) => axis).join(', ')}.` },
  ]);
}

function withAlternative({ prompt, settings }: Draft, { axis, values }: AlternativeSetting): Draft {
  const rows = settings.rows === axis ? '' : settings.rows;
  return {
    prompt,
    settings: { ...settings, temperature: 'not sent', [axis]: values.join(', '), columns: axis, rows },
  };
}
