import { Hono } from 'hono';
import { DraftFeedback } from '../../../views/experiments/draft-feedback.tsx';
import { Partial } from '../../../views/partial.tsx';
import { AxisFields, axisFieldsId } from '../../../views/sweep/axis-fields.tsx';
import type { AppDeps } from '../../app-deps.ts';
import type { Draft } from '../../domain/notebook/notebook.ts';
import { changedOver, gridLayout } from '../../domain/run/grid-layout.ts';
import { orNotFound } from '../../errors.ts';
import { fragment, idParam } from '../http/answer.tsx';
import { formOf } from '../http/form.ts';
import { answerChange } from './draft-answer.tsx';
import { draftFromForm, pageStamp } from './draft-form.ts';

/** Puts an experiment's columns and rows the other way round. */
export function swapAxesRoutes(deps: AppDeps) {
  const { store, previews, drafts } = deps;
  return new Hono().post('/experiments/:id/transposition', async (c) => {
    const form = await formOf(c);
    const cell = orNotFound(await store.cells.experiment(idParam(c)), 'experiment');
    const typed = draftFromForm(form, cell.draft);
    const reading = await previews.read(typed, cell.id);
    if (!reading.ok) {
      return fragment(c, <DraftFeedback cell={cell} preview={await previews.of(typed, cell.id)} />, 422);
    }
    const axes = changedOver(gridLayout(reading.request));
    const change = await drafts.change(cell.id, pageStamp(form), {
      typed: (draft) => withSettings(draftFromForm(form, draft), axes ?? {}),
    });
    return answerChange(c, deps, change, {
      also: (
        <Partial target={axisFieldsId(cell.id)}>
          <AxisFields cell={change.cell} />
        </Partial>
      ),
    });
  });
}

function withSettings(
  { prompt, settings }: Draft,
  changed: { readonly columns?: string; readonly rows?: string },
): Draft {
  return { prompt, settings: { ...settings, ...changed } };
}
