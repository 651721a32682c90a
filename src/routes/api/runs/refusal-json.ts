import type { AppDeps } from '../../../app-deps.ts';
import { offerText } from '../../../domain/request/refusal-offer.ts';
import { requestJson } from '../../../domain/request/request-json.ts';
import type { RunWithPrompt } from '../../../domain/run/run.ts';
import { offeredRun, type RefusedByModel, refusalOffers } from '../../../planning/refusal-offers.ts';

/** One way on where models refuse what was set: what it does in words, and the fields of the run's body that it changes. */
interface OfferJson {
  readonly text: string;
  readonly models: readonly string[];
  readonly changes: Readonly<Record<string, unknown>>;
}

/** What a run can be asked as instead, where models refuse one of its parameters; left out when there is nothing to offer. */
export function offersJson(
  { models }: Pick<AppDeps, 'models'>,
  run: Pick<RunWithPrompt, 'request' | 'prompt'>,
  refused: readonly RefusedByModel[],
): { readonly offers?: readonly OfferJson[] } {
  const { request, prompt } = run;
  const before = requestJson(run, null);
  const offers = refusalOffers(models, request, refused).flatMap((offer): OfferJson[] => {
    const { param, instead } = offer;
    const offered = offeredRun(models, { request, refused }, { param, instead: instead?.axis ?? null });
    if (offered === null) return [];
    const changes = changedFields(before, requestJson({ request: offered, prompt }, null));
    return [{ text: offerText(offer), models: offer.models, changes }];
  });
  return offers.length === 0 ? {} : { offers };
}

/** The offers as a sentence each, for whoever reads warnings alone. */
export function offerWarnings({ offers = [] }: ReturnType<typeof offersJson>): readonly string[] {
  return offers.map(({ text, changes }) => `${text}: send the same with ${JSON.stringify(changes)}.`);
}

/** Fields that differ, with what they are afterwards; one that is gone is not sent any more. */
function changedFields(before: object, after: object): Readonly<Record<string, unknown>> {
  const [was, is] = [new Map(Object.entries(before)), new Map<string, unknown>(Object.entries(after))];
  const names = [...new Set([...was.keys(), ...is.keys()])];
  const changed = names.filter((name) => JSON.stringify(was.get(name)) !== JSON.stringify(is.get(name)));
  return Object.fromEntries(changed.map((name) => [name, is.get(name) ?? NOT_SENT.get(name) ?? null]));
}

/** What says "not sent" where it is not `null`. */
const NOT_SENT: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['logprobs', false],
  ['added_columns', []],
]);
