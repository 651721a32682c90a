import { type Context, Hono } from 'hono';
import { OtherModels } from '../../../views/sweep/other-models.tsx';
import type { AppDeps } from '../../app-deps.ts';
import { parseModelKey } from '../../domain/models/connection.ts';
import type { PricedModel } from '../../domain/money/what-if.ts';
import type { ExperimentCell } from '../../domain/notebook/notebook.ts';
import { orNotFound } from '../../errors.ts';
import { pricedModel, pricedModels, WELL_KNOWN_MODELS } from '../../models/price-list.ts';
import { fragment, idParam } from '../http/answer.tsx';
import { formOf } from '../http/form.ts';
import { choicesAmong } from '../runs/what-if.tsx';

/** The name under which the choice is kept; it is one for all experiments. */
const SETTING = 'compared_models';
const MAX_MODELS = 5;

/** What an experiment's run would cost on other models, and which ones these are. */
export function otherModelRoutes(deps: AppDeps) {
  const { store } = deps;
  const cellOf = async (c: Context) => orNotFound(await store.cells.experiment(idParam(c)), 'experiment');
  return new Hono()
    .get('/experiments/:id/other-models', async (c) => fragment(c, await otherModels(deps, await cellOf(c))))
    .post('/experiments/:id/other-models', async (c) => {
      const key = String((await formOf(c)).get('other_model') ?? '').slice(0, 300);
      const chosen = await chosenModels(deps, (await cellOf(c)).draft.settings.model);
      const problem = problemWith(deps, key, chosen);
      if (problem === null) await store.settings.set(SETTING, [...chosen.map((model) => model.key), key]);
      return fragment(c, await otherModels(deps, await cellOf(c), problem), problem === null ? 200 : 422);
    })
    .post('/experiments/:id/other-models/deletion', async (c) => {
      const key = String((await formOf(c)).get('without') ?? '');
      const chosen = await chosenModels(deps, (await cellOf(c)).draft.settings.model);
      await store.settings.set(
        SETTING,
        chosen.map((model) => model.key).filter((known) => known !== key),
      );
      return fragment(c, await otherModels(deps, await cellOf(c)));
    });
}

/** The comparison as it stands for what an experiment holds now. */
export async function otherModels(deps: AppDeps, { id, draft }: ExperimentCell, problem: string | null = null) {
  const { models, provider, previews } = deps;
  const [groups, chosen] = await Promise.all([provider.models(), chosenModels(deps, draft.settings.model)]);
  const props = {
    experiment: id,
    comparison: await previews.compare(draft, id, chosen),
    choices: choicesAmong(deps, pricedModels(models, groups, models.priceTime), [modelNameOf(draft.settings.model)]),
    problem,
    most: MAX_MODELS,
  };
  return <OtherModels {...props} />;
}

function modelNameOf(key: string): string {
  return parseModelKey(key)?.model ?? key;
}

/** Until somebody chooses, well-known ones but for the run's own. One whose price is no longer known is left out. */
async function chosenModels(
  { models, store }: Pick<AppDeps, 'models' | 'store'>,
  own: string,
): Promise<readonly PricedModel[]> {
  const kept = await store.settings.get(SETTING);
  const name = modelNameOf(own);
  const keys = Array.isArray(kept) ? kept.map(String) : WELL_KNOWN_MODELS.filter((key) => !key.endsWith(`/${name}`));
  return keys
    .map((key) => pricedModel(models, key, models.priceTime))
    .filter((model) => model !== null)
    .slice(0, MAX_MODELS);
}

function problemWith({ models }: AppDeps, key: string, chosen: readonly PricedModel[]): string | null {
  if (pricedModel(models, key, models.priceTime) === null)
    return 'Choose a model from the list: others have no known price.';
  if (chosen.some((model) => model.key === key)) return 'That one is there already.';
  return chosen.length < MAX_MODELS ? null : `At most ${MAX_MODELS} models stand side by side: remove one first.`;
}
