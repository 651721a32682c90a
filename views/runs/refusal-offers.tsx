import { offerText, paramLabel, type RefusalOffer } from '../../src/domain/request/refusal-offer.ts';

/** What an ended run can be followed by. */
export interface RunOffers {
  readonly offers: readonly RefusalOffer[];
  /** Names the run that one of them starts, so that pressing twice starts one. */
  readonly name: string;
}

/** Ways on from a run whose models refused what was set, for each parameter: each button starts a run of those models alone. */
export function RefusalOffers({ run, offers, name }: RunOffers & { readonly run: number }) {
  const params = [...new Set(offers.map(({ param }) => param))];
  return params.map((param) => {
    const own = offers.filter((offer) => offer.param === param);
    return (
      <div class="owed small">
        <p>
          <strong>
            {[...new Set(own.flatMap(({ models }) => models))].join(', ')} refused {paramLabel(param)}.
          </strong>{' '}
          What you set is never left out unasked.
        </p>
        <div class="actions">
          {own.map((offer) => (
            <OfferButton run={run} offer={offer} name={name} />
          ))}
        </div>
      </div>
    );
  });
}

interface OfferButtonProps {
  readonly run: number;
  readonly offer: RefusalOffer;
  readonly name: string;
}

function OfferButton({ run, offer, name }: OfferButtonProps) {
  const { param, instead } = offer;
  const values = { param, instead: instead?.axis ?? '', key: `${name}:${param}:${instead?.axis ?? ''}` };
  return (
    <button
      type="button"
      class="button"
      hx-post={`/runs/${run}/alternatives`}
      hx-vals={JSON.stringify(values)}
      hx-swap="none"
      hx-sync="this:drop"
    >
      {offerText(offer)}
    </button>
  );
}
