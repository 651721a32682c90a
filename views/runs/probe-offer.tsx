import type { ProbeOffer } from '../../src/domain/run/probe.ts';
import { plural, usd } from '../format.ts';

interface ProbeOfferProps {
  /** Where the agreement is sent. */
  readonly path: string;
  readonly offer: ProbeOffer;
  /** Names the probe, so that pressing twice starts one. */
  readonly probeKey: string;
}

/** What a probe would ask and cost; nothing is sent before this button is pressed. */
export function ProbeOfferView({ path, offer, probeKey }: ProbeOfferProps) {
  const { model, requests, inputTokens, maxTokens } = offer;
  return (
    <form class="probe-offer" hx-post={path} hx-swap="none" hx-sync="this:drop">
      <input type="hidden" name="model" value={model} />
      <input type="hidden" name="key" value={probeKey} />
      <p>
        {asksText(offer)}: {plural(requests, 'request')} of {plural(inputTokens, 'token')} in and at most{' '}
        {plural(maxTokens, 'token')} out. <strong>{costText(offer)}</strong>
      </p>
      <button type="submit" class="button primary">
        Send {plural(requests, 'request')}
      </button>
    </form>
  );
}

function asksText({ kind, model, lowest, highest, requests }: ProbeOffer): string {
  switch (kind) {
    case 'temperature':
      return `A probe asks ${model} for a random word, ${requests / 2} times at temperature ${lowest} and ${requests / 2} times at ${highest}`;
    case 'logprobs':
      return `A probe asks ${model} for a random word at temperature ${lowest} and at ${highest}, and compares the probabilities of the first token`;
  }
}

function costText({ maxCostPicodollars }: ProbeOffer): string {
  if (maxCostPicodollars === 0n) return 'Free.';
  if (maxCostPicodollars === null) return 'Its cost is not known: no price is known for this model.';
  return `At most ${usd(maxCostPicodollars)}.`;
}
