import type { SetPriceProps } from '../../views/models/set-price.tsx';
import type { AppDeps } from '../app-deps.ts';
import { perMillionText } from '../domain/money/custom-price.ts';
import { checkPricedModel, pastOffer, type TypedPrice } from '../models/custom-prices.ts';
import type { ModelOnConnection } from '../store/costs/price-store.ts';

/** What is shown of the price of the model that an address names; `null` when it names none. */
export async function askedPrice(
  deps: AppDeps,
  query: Readonly<Record<string, string>>,
): Promise<SetPriceProps | null> {
  const { connection = '', model = '', done = '' } = query;
  if (connection === '' || model === '') return null;
  checkPricedModel(deps, { connection, model });
  return await setPriceProps(deps, { connection, model }, { done: isDone(done) ? DONE[done] : null });
}

/** What is said after a redirect. Only these words, whatever the address says. */
const DONE = {
  set: 'The price is set.',
  withdrawn: 'The price is taken back: new requests no longer cost it.',
} as const satisfies Record<string, string>;

export type PriceDone = keyof typeof DONE;

/** What is shown of the price of a model. */
export async function setPriceProps(
  deps: AppDeps,
  { connection, model }: ModelOnConnection,
  state: {
    readonly typed?: TypedPrice;
    readonly errors?: SetPriceProps['errors'];
    readonly done?: string | null;
  },
): Promise<SetPriceProps> {
  const { models } = deps;
  const current = models.prices(connection, model);
  const text = (price: bigint | null | undefined) => (price == null ? '' : perMillionText(price));
  return {
    connection,
    model,
    fields: state.typed ?? {
      input: text(current?.input),
      cached_input: text(current?.cachedInput),
      output: text(current?.output),
      from: '',
    },
    errors: state.errors ?? [],
    own: models.customPrices(connection, model),
    listed: models.listPrices(connection, model),
    past: await pastOffer(deps, { connection, model }),
    today: models.today,
    done: state.done ?? null,
  };
}

function isDone(name: string): name is PriceDone {
  return name in DONE;
}
