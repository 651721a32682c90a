import type { AlternativeSetting } from '../domain/request/alternative-setting.ts';
import type { RefusalOffer } from '../domain/request/refusal-offer.ts';
import { paramAsSetting, withoutParam } from '../domain/request/refused-param.ts';
import type { Completion } from '../domain/run/completion.ts';
import { type AskedModel, askedModels, type RunRequest, type RunView } from '../domain/run/run.ts';
import type { ModelCatalog } from '../models/model-catalog.ts';
import { alternativesFor } from './alternative-settings.ts';
import { refusedPart } from './refused-part.ts';

type Capable = Pick<ModelCatalog, 'capability'>;

/** A parameter, by the name it has here, that a model refused or is known to refuse. */
export interface RefusedByModel {
  readonly asked: AskedModel;
  readonly param: string;
}

/** Which of the offers is meant: the parameter that is left out, and the setting that is varied instead. */
export interface ChosenOffer {
  readonly param: string;
  readonly instead: string | null;
}

/** What models refused in a run, each of them and each parameter once, in the order of the run's models. */
export function refusedIn({ run: { request }, completions }: RunView): readonly RefusedByModel[] {
  // A judge is asked again where its verdicts are.
  if (request.judges !== undefined) return [];
  const refused = completions.map(({ completion }) => completion).filter(isRefused);
  return askedModels(request).flatMap((asked) => {
    const own = refused.filter((one) => one.connection === asked.connection && one.settings.model === asked.model);
    const params = new Set(own.map(({ error }) => paramAsSetting(error?.param ?? '')));
    return [...params].map((param) => ({ asked, param }));
  });
}

/**
 * What can be run where models refuse what a person set: the same without that parameter, and where it is temperature, with settings
 * they are thought to take instead. Nothing of it happens unless the person chooses it.
 */
export function refusalOffers(
  models: Capable,
  request: RunRequest,
  refused: readonly RefusedByModel[],
): readonly RefusalOffer[] {
  const params = [...new Set(refused.map(({ param }) => param))].filter((one) => withoutParam(request, one) !== null);
  return params.flatMap((param) => {
    const asked = thoseRefusing(refused, param);
    const offer = { param, models: asked.map(({ model }) => model) };
    const alternatives = param === 'temperature' ? alternativesFor(models, asked) : [];
    return [{ ...offer, instead: null }, ...alternatives.map((instead) => ({ ...offer, instead }))];
  });
}

/** The run that an offer stands for: what models refused, without that parameter, and nothing else. `null`: it is not offered. */
export function offeredRun(
  models: Capable,
  { request, refused }: { readonly request: RunRequest; readonly refused: readonly RefusedByModel[] },
  { param, instead }: ChosenOffer,
): RunRequest | null {
  const offers = refusalOffers(models, request, refused);
  const offer = offers.find((one) => one.param === param && (one.instead?.axis ?? null) === instead);
  if (offer === undefined) return null;
  const { judgedBy: _, ...asked } = request;
  const only = refusedPart(asked, thoseRefusing(refused, param), param);
  return varied(withoutParam(only, param) ?? only, offer.instead);
}

/** Columns of another setting take the place of those that were added. */
function varied(run: RunRequest, instead: AlternativeSetting | null): RunRequest {
  if (instead === null) return run;
  const { addedColumns: _, ...request } = run;
  const { axis, values } = instead;
  const rows = request.rows === axis ? null : request.rows;
  return { ...request, sweep: { ...request.sweep, [axis]: values }, columns: axis, rows };
}

function thoseRefusing(refused: readonly RefusedByModel[], param: string): readonly AskedModel[] {
  const asked = refused.filter((one) => one.param === param).map((one) => one.asked);
  return asked.filter(({ connection, model }, place) => {
    const first = asked.findIndex((one) => one.connection === connection && one.model === model);
    return first === place;
  });
}

function isRefused({ status, error, imported }: Completion): boolean {
  return status === 'failed' && !imported && error?.kind === 'parameter_refused' && error.param !== null;
}
