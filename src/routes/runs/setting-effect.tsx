import { randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { ProbeOfferView } from '../../../views/runs/probe-offer.tsx';
import { SettingEffectAnswer } from '../../../views/runs/setting-effect.tsx';
import type { AppDeps } from '../../app-deps.ts';
import { type AskedModel, askedModels, type RunView } from '../../domain/run/run.ts';
import { orNotFound, ValidationError } from '../../errors.ts';
import { offerProbe, startProbe } from '../../probes/probes.ts';
import { probeSubject, settingEffectRun } from '../../probes/setting-effect.ts';
import { fragment, idParam } from '../http/answer.tsx';
import { askingFirst, confirmationOf } from '../http/confirm-first.tsx';
import { formOf } from '../http/form.ts';
import { probeKey } from './probe-key.ts';

/** Whether a run's setting took effect, and the probe that can tell. */
export function settingEffectRoutes(deps: AppDeps) {
  return new Hono()
    .get('/runs/:id/honoured', async (c) => answer(c, deps, await runIn(c, deps)))
    .get('/runs/:id/probe', async (c) => {
      const view = await runIn(c, deps);
      const offer = await offerProbe(
        deps,
        'temperature',
        probeSubject(view, modelOf(view, c.req.query('model') ?? null)),
      );
      return fragment(c, <ProbeOfferView path={`/runs/${view.run.id}/probes`} offer={offer} probeKey={randomUUID()} />);
    })
    .post('/runs/:id/probes', async (c) => {
      const view = await runIn(c, deps);
      const form = await formOf(c);
      const model = modelOf(view, form.get('model'));
      const key = probeKey(form);
      return askingFirst(c, { fields: { model: model.model, key: key ?? '' } }, async () => {
        await startProbe(deps, {
          kind: 'temperature',
          subject: probeSubject(view, model),
          key,
          ...confirmationOf(form),
        });
        return answer(c, deps, view);
      });
    });
}

async function runIn(c: Context, { runner }: AppDeps): Promise<RunView> {
  return orNotFound(await runner.view(idParam(c)), 'run');
}

async function answer(c: Context, deps: AppDeps, view: RunView): Promise<Response> {
  return fragment(c, <SettingEffectAnswer effect={await settingEffectRun(deps, view)} />);
}

function modelOf({ run }: RunView, asked: FormDataEntryValue | null): AskedModel {
  const model = askedModels(run.request).find((one) => one.model === asked);
  if (model !== undefined) return model;
  throw new ValidationError([{ path: 'model', message: 'model must be one that this run asks.' }]);
}
