import { Hono } from 'hono';
import { DraftFeedback } from '../../../views/experiments/draft-feedback.tsx';
import { RevisionChange } from '../../../views/experiments/draft-stamp.tsx';
import { Partial } from '../../../views/partial.tsx';
import { SweepBar, sweepBarId } from '../../../views/sweep/sweep-bar.tsx';
import type { AppDeps } from '../../app-deps.ts';
import type { Knob } from '../../domain/alternative-setting.ts';
import { KNOBS } from '../../domain/alternative-setting.ts';
import type { Draft } from '../../domain/notebook.ts';
import { found, ValidationError } from '../../errors.ts';
import { knobsInstead } from '../../planning/alternative-settings.ts';
import { fragment, idParam } from '../http/answer.tsx';
import { answerConflict } from './draft-answer.tsx';
import { draftFromForm, pageStamp } from './draft-form.ts';

/** Sweeps an experiment over another setting, where its model refuses temperature. */
export function knobRoutes(deps: AppDeps) {
  const { store, starter, provider, drafts } = deps;
  return new Hono().post('/experiments/:id/knobs', async (c) => {
    const form = await c.req.formData();
    const cell = found(await store.cells.experiment(idParam(c)), 'experiment');
    const typed = draftFromForm(form, cell.draft);
    const knob = await knobNamed(deps, typed, form.get('knob'));
    const change = await drafts.change(cell.id, pageStamp(form), {
      typed: (draft) => withKnob(draftFromForm(form, draft), knob),
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
          />
        </Partial>
        <RevisionChange cell={turned} />
        <DraftFeedback cell={turned} preview={await starter.preview(turned.draft)} />
      </>,
    );
  });
}

/** With the values that the model takes; all of them where the draft cannot be read as it stands. */
async function knobNamed({ starter, models }: AppDeps, draft: Draft, name: unknown): Promise<Knob> {
  const reading = await starter.read(draft);
  const offered = reading.ok ? knobsInstead(models, reading.request) : [];
  const knob = [...offered, ...KNOBS].find(({ axis }) => axis === name);
  if (knob !== undefined) return knob;
  throw new ValidationError([
    { path: 'knob', message: `knob must be one of ${KNOBS.map(({ axis }) => axis).join(', ')}.` },
  ]);
}

function withKnob({ prompt, settings }: Draft, { axis, values }: Knob): Draft {
  const rows = settings.rows === axis ? '' : settings.rows;
  return {
    prompt,
    settings: { ...settings, temperature: 'not sent', [axis]: values.join(', '), columns: axis, rows },
  };
}
