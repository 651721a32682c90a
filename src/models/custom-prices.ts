import { type Charge, NOTHING_SPENT } from '../domain/money/caps.ts';
import { toUsd } from '../domain/money/cost.ts';
import {
  type CustomPrice,
  type NewPrice,
  type PriceBackfill,
  parseDay,
  parsePerMillion,
} from '../domain/money/custom-price.ts';
import type { Parsed } from '../domain/run/value-list.ts';
import { AppError, ConfirmationRequired, type FieldError, ValidationError } from '../errors.ts';
import type { Provider } from '../provider/provider.ts';
import type { ModelOnConnection, PriceStore } from '../store/costs/price-store.ts';
import type { ModelCatalog } from './model-catalog.ts';

/** A price as it is typed; the same fields over the API. */
export interface TypedPrice extends ModelOnConnection {
  readonly input: string;
  /** Empty: as any input. */
  readonly cached_input: string;
  readonly output: string;
  /** Empty: today. */
  readonly from: string;
}

const PRICE_LABELS = {
  input: 'Input',
  cached_input: 'Cached input',
  output: 'Output',
  from: 'Holds from',
} as const;

const MAX_NAME = 200;

/** Reads a typed price, or says of each field what is wrong and how to mend it. */
export function readPrice(
  typed: TypedPrice,
  today: string,
): Parsed<NewPrice> | { readonly errors: readonly FieldError[] } {
  const { connection, model } = typed;
  const input = parsePerMillion(typed.input, PRICE_LABELS.input);
  const cachedInput =
    typed.cached_input.trim() === ''
      ? ({ ok: true, value: null } as const)
      : parsePerMillion(typed.cached_input, PRICE_LABELS.cached_input);
  const output = parsePerMillion(typed.output, PRICE_LABELS.output);
  const from = parseDay(typed.from, today, PRICE_LABELS.from);
  if (input.ok && cachedInput.ok && output.ok && from.ok) {
    const prices = { input: input.value, cachedInput: cachedInput.value, output: output.value };
    return { ok: true, value: { connection, model, from: from.value, ...prices } };
  }
  const fields = { input, cached_input: cachedInput, output, from };
  return {
    errors: Object.entries(fields).flatMap(([path, read]) => (read.ok ? [] : [{ path, message: read.message }])),
  };
}

/**
 * A model that can have a price: on a connection that there is and that is not free.
 * @throws ValidationError naming the field
 */
export function checkPricedModel(
  {
    provider,
    models,
  }: { readonly provider: Pick<Provider, 'connection' | 'connections'>; readonly models: ModelCatalog },
  subject: ModelOnConnection,
) {
  const { connection, model } = subject;
  if (model.trim() === '' || model.length > MAX_NAME) throw wrong('model', 'model must be the name of a model.');
  if (models.isFree(connection)) throw wrong('connection', 'The built-in model is free: it has no price to set.');
  if (provider.connection(connection) !== null) return;
  const known = provider.connections().map(({ id }) => id);
  throw wrong('connection', `There is no connection “${connection}”; there are ${known.join(', ')}.`);
}

/** What pricing the past requests of a model would come to; `null` when nothing of it is unpriced, or it has no own price. */
export async function pastOffer({ models, store }: Deps, subject: ModelOnConnection): Promise<PriceBackfill | null> {
  const prices = customPrices(models, subject);
  if (prices.length === 0) return null;
  const offer = await store.prices.priceBackfill(subject, prices);
  return offer.requests + offer.unknown === 0 ? null : offer;
}

/**
 * Prices past requests, if that is still what somebody agreed to.
 * @throws AppError 409 `confirmation-required` when it is not, or nobody did
 */
export async function pricePast(
  { models, store, ledger }: Deps & { readonly ledger: Correctable },
  subject: ModelOnConnection,
  agreed: (offer: PriceBackfill) => boolean,
): Promise<PriceBackfill> {
  const prices = customPrices(models, subject);
  if (prices.length === 0) throw new AppError(409, 'no-price', `Set a price for ${subject.model} first.`);
  const offer = await store.prices.priceBackfill(subject, prices);
  if (!agreed(offer)) throw backfillQuestion(offer);
  const { spending, ...priced } = await store.prices.pricePast(subject, prices);
  for (const { picodollars, requests, ...spender } of spending) {
    ledger.correct(spender, { ...NOTHING_SPENT, money: picodollars, unpriced: -requests });
  }
  return priced;
}

/** What somebody has to agree to first. */
function backfillQuestion(offer: PriceBackfill): ConfirmationRequired<PriceBackfill> {
  const message = `This gives ${offer.requests} past requests a cost, $${toUsd(offer.picodollars)} in all.`;
  return new ConfirmationRequired(message, offer);
}

interface Deps {
  readonly models: ModelCatalog;
  readonly store: { readonly prices: Pick<PriceStore, 'priceBackfill' | 'pricePast'> };
}

/** Accounts of caps, which learn what past requests turned out to have cost. */
interface Correctable {
  correct(spender: Spender, charge: Charge): void;
}

type Spender = Omit<Awaited<ReturnType<PriceStore['pricePast']>>['spending'][number], 'picodollars' | 'requests'>;

function customPrices(models: Deps['models'], { connection, model }: ModelOnConnection): readonly CustomPrice[] {
  return models.customPrices(connection, model);
}

function wrong(path: string, message: string): ValidationError {
  return new ValidationError([{ path, message }]);
}
