import { COUNTED_BY_CONNECTION, type Run } from '../../src/domain/run/run.ts';
import { domId } from '../dom-id.ts';
import { plural, usd } from '../format.ts';

/** So many samples more of each are offered; another number can be typed. */
const MORE = 5;

/** Asks an ended run for more samples of each of its points, and says what they send and cost; those it has are kept. */
export function GrowForm({ run }: { readonly run: Run }) {
  const { samples } = run.request;
  const id = domId('run', run.id, 'more');
  const { maxCostPicodollars: most, method } = run.estimate;
  const unit = most === null || method === COUNTED_BY_CONNECTION ? null : most / BigInt(samples);
  const requests = run.planned / samples;
  return (
    <form class="grow small" hx-post={`/runs/${run.id}/samples`} hx-swap="none" hx-disable="find button">
      <label class="unseen" for={id}>
        More samples of each
      </label>
      <input
        class="input number"
        id={id}
        name="more"
        type="number"
        min={1}
        max={1000}
        step={1}
        value={String(MORE)}
        required
        data-grow
        data-requests={requests}
        data-unit={unit === null ? undefined : String(unit)}
        data-cost={method === COUNTED_BY_CONNECTION ? 'free' : 'cost not bounded'}
      />
      <button type="submit" class="button">
        +{MORE} samples ({plural(requests * MORE, 'request')}, {moreCost(method, unit)})
      </button>
    </form>
  );
}

/** The page says the same of any other number that is typed. */
function moreCost(method: Run['estimate']['method'], unit: bigint | null): string {
  if (method === COUNTED_BY_CONNECTION) return 'free';
  return unit === null ? 'cost not bounded' : `at most ${usd(unit * BigInt(MORE))}`;
}
