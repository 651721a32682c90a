import type { Preview, PreviewCost } from '../../src/domain/preview.ts';
import { domId } from '../dom-id.ts';
import { count, plural, usd } from '../format.ts';
import { KnobOffers } from './knob-offers.tsx';

interface PreviewLineProps {
  readonly experiment: number;
  /** `null` until it is known: it is then fetched on its own, so that a page never waits for it. */
  readonly preview: Preview | null;
}

/** The live line beside Run: tokens in, requests, and the most they can cost. */
export function PreviewLine({ experiment, preview }: PreviewLineProps) {
  const id = domId('experiment', experiment, 'preview');
  if (preview === null) {
    return (
      <div
        class="preview small num"
        id={id}
        hx-get={`/experiments/${experiment}/preview`}
        hx-trigger="load"
        hx-swap="none"
      />
    );
  }
  const { tokens, requests, cost, warnings } = preview;
  return (
    <div class="preview small num" id={id} aria-live="polite">
      <span>
        {tokens !== null &&
          `${tokens.method === 'rough' ? 'about ' : ''}${tokens.leastInput < tokens.input ? `${count(tokens.leastInput)} to ` : ''}${plural(tokens.input, 'token')} in`}
        {requests !== null && ` × ${plural(requests, 'request')}`}
      </span>
      <span class="muted">{cost !== null && requests !== null && costLine(cost)}</span>
      {warnings.map((warning) => (
        <span class="warn">{warning}</span>
      ))}
      <KnobOffers experiment={experiment} knobs={preview.knobs ?? []} />
    </div>
  );
}

function costLine(cost: PreviewCost): string {
  switch (cost.kind) {
    case 'free':
      return cost.would === null ? 'free' : `free · would cost at most ${usd(cost.would.most)} on ${cost.would.model}`;
    case 'priced':
      return `at most ${usd(cost.most)}`;
    case 'unbounded':
      return 'cost not bounded: set Max tokens';
    case 'unpriced':
      return 'unpriced: no price is known for this model';
  }
}

/** How a message's tokens are shown beside it. */
export function tokenText(tokens: number | null): string {
  return tokens === null ? '' : `${count(tokens)} tok`;
}
