import type { PricedChoices, Repricing } from '../../src/domain/money/what-if.ts';
import { pricesText } from '../models/set-price.tsx';
import { ModelChoice } from './model-choice.tsx';

export interface WhatIfProps {
  readonly choices: PricedChoices;
  /** `null` before anything is chosen. */
  readonly chosen: Repricing | null;
  readonly action: string;
  /** What else the address holds. */
  readonly query: Readonly<Record<string, string>>;
}

/** Asks what the same requests would have cost elsewhere; what comes of it is in the address and nowhere else. */
export function WhatIfForm({ choices, chosen, action, query }: WhatIfProps) {
  const { would_model: _, batch: __, cursor: ___, ...kept } = query;
  return (
    <form class="whatIf fields" method="get" action={action} aria-label="What it would have cost">
      {Object.entries(kept).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <div class="field">
        <label for="would-model">What would it have cost on</label>
        <ModelChoice
          id="would-model"
          name="would_model"
          choices={choices}
          chosen={chosen?.key ?? null}
          none="the models that were asked"
        />
      </div>
      <label class="check">
        <input type="checkbox" name="batch" value="1" checked={chosen?.batch ?? false} /> at batch prices (half)
      </label>
      <button type="submit" class="button">
        Work it out
      </button>
    </form>
  );
}

/** What was taken for granted in working it out. */
export function WhatIfNote({ chosen: { prices, batch } }: { readonly chosen: Repricing }) {
  return (
    <p class="small muted">
      Not what it cost: the same token counts, as many of them cached,{' '}
      {prices === null ? 'at the prices they had' : `at today’s prices of ${prices.model} (${pricesText(prices)})`}
      {batch && ', halved as batch prices are'}. Another model counts tokens its own way and answers at another length.
      {prices !== null && ' Requests on the built-in model are counted too.'} Nothing of this is kept.
    </p>
  );
}

/** `on gpt-5-mini at batch prices`. */
export function whatIfText({ prices, batch }: Repricing): string {
  return [prices === null ? '' : `on ${prices.model}`, batch ? 'at batch prices' : '']
    .filter((part) => part !== '')
    .join(' ');
}
