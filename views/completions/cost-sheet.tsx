import { mayHaveBeenBilled } from '../../src/domain/money/billing.ts';
import type { Cost, UnitPrices } from '../../src/domain/money/cost.ts';
import { perMillionText } from '../../src/domain/money/custom-price.ts';
import { errorPpm } from '../../src/domain/money/estimate.ts';
import type { Completion } from '../../src/domain/run/completion.ts';
import type { Usage } from '../../src/domain/run/usage.ts';
import { count, usd } from '../format.ts';
import { setPricePath } from '../models/price-path.ts';

/** Everything that is known of what one answer cost: its tokens, their prices, where both come from, and what was expected. */
export function CostSheet({ completion }: { readonly completion: Completion }) {
  const { usage, prices, cost, connection, settings, estimate } = completion;
  return (
    <div class="cost-sheet small">
      {usage !== null && <TokenTable usage={usage} prices={prices} />}
      <p>
        {cost === null ? (
          <>
            No cost is known. <a href={setPricePath(connection, settings.model)}>Set a price for {settings.model}</a>
          </>
        ) : (
          <>
            <strong>{cost.source === 'free' ? 'Free' : usd(cost.picodollars)}</strong> {SOURCES[cost.source]}
          </>
        )}
      </p>
      {prices !== null && cost?.source !== 'reported' && <p class="muted">{priceSource(prices)}</p>}
      {usage?.source === 'estimated' && (
        <p class="muted">The endpoint did not report all of the usage: what it left out was counted by Tempera.</p>
      )}
      {mayHaveBeenBilled(completion) && (
        <p class="warn">It may have been billed: it was sent, and what it really used was never reported.</p>
      )}
      {estimate !== undefined && cost?.source !== 'free' && <Expected completion={completion} />}
    </div>
  );
}

const SOURCES: Readonly<Record<Cost['source'], string>> = {
  reported: 'as the endpoint itself reported.',
  computed: 'computed from the usage the endpoint reported.',
  estimated: 'estimated from our own token counts.',
  free: 'on the built-in model.',
  set_later: 'at a price that was set after it was asked.',
};

function TokenTable({ usage, prices }: { readonly usage: Usage; readonly prices: UnitPrices | null }) {
  const cached = usage.cachedInputTokens ?? 0;
  const written = usage.cacheWriteTokens ?? 0;
  const fresh = usage.inputTokens === null ? null : Math.max(0, usage.inputTokens - cached - written);
  return (
    <table class="num">
      <thead>
        <tr>
          {['Tokens', 'Count', '$ per million', 'Comes to'].map((head) => (
            <th scope="col">{head}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        <Line
          label={cached + written > 0 ? 'Input, not cached' : 'Input'}
          tokens={fresh}
          price={prices?.input ?? null}
        />
        {cached > 0 && (
          <Line
            label="Input, cached"
            tokens={cached}
            price={prices === null ? null : (prices.cachedInput ?? prices.input)}
          />
        )}
        {written > 0 && (
          <Line
            label="Input, written to the cache"
            tokens={written}
            price={prices === null ? null : (prices.cacheWrite ?? prices.input)}
          />
        )}
        <Line label="Output" tokens={usage.outputTokens} price={prices?.output ?? null} />
        {usage.reasoningTokens !== null && usage.reasoningTokens > 0 && (
          <tr>
            <th scope="row">of it reasoning</th>
            <td>{count(usage.reasoningTokens)}</td>
            <td>as output</td>
            <td />
          </tr>
        )}
      </tbody>
    </table>
  );
}

interface LineProps {
  readonly label: string;
  readonly tokens: number | null;
  readonly price: bigint | null;
}

function Line({ label, tokens, price }: LineProps) {
  return (
    <tr>
      <th scope="row">{label}</th>
      <td>{tokens === null ? 'not known' : count(tokens)}</td>
      <td>{price === null ? '–' : perMillionText(price)}</td>
      <td>{tokens === null || price === null ? '–' : usd(BigInt(tokens) * price)}</td>
    </tr>
  );
}

function priceSource({ own, fromService, model, date }: UnitPrices): string {
  if (fromService) return `The service’s own list price of ${model} on ${date}.`;
  return own ? `Your own price for ${model}, which holds from ${date}.` : `Published prices of ${model} on ${date}.`;
}

/** What was said before, beside what it came to. */
function Expected({ completion: { estimate, usage, cost } }: { readonly completion: Completion }) {
  if (estimate === undefined) return null;
  const { inputTokens, likely, atMost } = estimate;
  const reported = usage?.source === 'reported' ? usage.inputTokens : null;
  const money = [
    likely === null ? null : `likely ${usd(likely)}${offBy(errorPpm(likely, cost?.picodollars ?? null))}`,
    atMost === null ? null : `at most ${usd(atMost)}`,
  ].filter((part) => part !== null);
  return (
    <p class="muted">
      Expected before: {count(inputTokens)} tokens in{offBy(errorPpm(inputTokens, reported))}
      {money.length > 0 && `, ${money.join(', ')}`}.
    </p>
  );
}

function offBy(ppm: number | null): string {
  if (ppm === null) return '';
  return ppm === 0 ? ' (exact)' : ` (off by ${ppm > 0 ? '+' : ''}${(ppm / 10_000).toFixed(1)}%)`;
}
