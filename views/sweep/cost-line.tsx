import type { CostRange } from '../../src/domain/money/estimate.ts';
import type { ModelLimit, Preview, PreviewCost, PreviewLogged } from '../../src/domain/run/preview.ts';
import type { AskedModel } from '../../src/domain/run/run.ts';
import { count, plural, usd } from '../format.ts';
import { setPricePath } from '../models/price-path.ts';

type CostLineProps = Pick<Preview, 'cost' | 'logged' | 'limits'>;

/** What the run may cost: from what is likely to the most, whose answers say so, and what a thousand such runs come to. */
export function CostLine({ cost, logged, limits }: CostLineProps) {
  if (cost === null) return null;
  const range = cost.kind === 'free' ? cost.would : cost.kind === 'priced' ? cost : null;
  return (
    <>
      <span class="muted">{headline(cost)}</span>
      {range !== null && range.likely !== null && logged !== null && (
        <span class="muted small">likely: if answers are as long as {loggedText(logged)}</span>
      )}
      {range !== null && <span class="muted">per 1,000 runs: {rangeText(thousandfold(range))}</span>}
      {range !== null && limits.map((limit) => <span class="muted">{limitText(limit)}</span>)}
    </>
  );
}

/** The cost in a few words, to stand beside Run. */
export function costHeadline(cost: PreviewCost): string {
  switch (cost.kind) {
    case 'free':
      return 'free';
    case 'unpriced':
      return 'unpriced';
    case 'priced': {
      const { likely, most } = cost;
      const about = likely === null || isTheMost(cost) ? '' : `about ${usd(likely)}, `;
      return `${about}${most === null ? 'no upper bound' : `at most ${usd(most)}`}`;
    }
  }
}

function headline(cost: PreviewCost) {
  switch (cost.kind) {
    case 'free':
      return cost.would === null ? 'free' : `free · would cost ${rangeText(cost.would)} on ${cost.would.model}`;
    case 'priced':
      return rangeText(cost);
    case 'unpriced':
      return <Unpriced models={cost.models} />;
  }
}

function Unpriced({ models }: { readonly models: readonly AskedModel[] }) {
  return (
    <>
      unpriced: no price is known for{' '}
      {models.map(({ connection, model }, index) => (
        <>
          {index > 0 && ', '}
          <a href={setPricePath(connection, model)}>{model}: set one</a>
        </>
      ))}
    </>
  );
}

/** `likely $0.0012 to at most $0.0026`, as far as either is known. */
function rangeText({ likely, most }: CostRange): string {
  const bound = most === null ? 'no upper bound known' : `at most ${usd(most)}`;
  if (likely === null || isTheMost({ likely, most })) return bound;
  return most === null ? `likely ${usd(likely)}, ${bound}` : `likely ${usd(likely)} to ${bound}`;
}

/** What is likely says nothing more where it reads as the most does. */
function isTheMost({ likely, most }: CostRange): boolean {
  return likely !== null && most !== null && usd(likely) === usd(most);
}

/** The same for a thousand runs. */
export function thousandfold({ likely, most }: CostRange): CostRange {
  const times = (cost: bigint | null) => (cost === null ? null : cost * 1_000n);
  return { likely: times(likely), most: times(most) };
}

function loggedText({ of, answers, outputTokens }: PreviewLogged): string {
  const whose = {
    experiment: `the last ${plural(answers, 'answer')} here`,
    model: `the model’s last ${plural(answers, 'answer')}`,
    both: `the last ${plural(answers, 'answer')} here and elsewhere`,
  }[of];
  return `${whose}, ${plural(Math.round(outputTokens / answers), 'token')} on average`;
}

function limitText({ model, limit }: ModelLimit): string {
  if (limit === null)
    return `no max tokens are sent, and no output limit of ${model} is known: set Max tokens to bound the cost`;
  return `no max tokens are sent: ${model} itself stops at ${count(limit.tokens)} tokens (as of ${limit.asOf})`;
}
