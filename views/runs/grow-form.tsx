import { COUNTED_BY_CONNECTION, type Run } from '../../src/domain/run.ts';
import { domId } from '../dom-id.ts';
import { count, plural, usd } from '../format.ts';

/** As many samples as it takes to decide rather than to look. */
const ENOUGH = 20;

/** Asks an ended run for more samples of each of its points; those it has are kept. */
export function GrowForm({ run }: { readonly run: Run }) {
  const { samples } = run.request;
  const id = domId('run', run.id, 'more');
  const more = samples < ENOUGH ? ENOUGH - samples : samples;
  return (
    <form class="grow small" hx-post={`/runs/${run.id}/samples`} hx-swap="none" hx-disable="find button">
      <label for={id}>Ask for more samples of each</label>
      <input id={id} name="more" type="number" min={1} max={1000} step={1} value={String(more)} required />
      <button type="submit" class="button">
        Add samples
      </button>
      <span class="muted num">{eachText(run)}</span>
    </form>
  );
}

/** What one more sample of each would send, and cost at most. */
function eachText({ planned, request: { samples }, estimate: { maxCostPicodollars: most, method } }: Run): string {
  const requests = `each adds ${plural(planned / samples, 'request')}`;
  const kept = `the ${count(planned)} asked so far are kept`;
  if (method === COUNTED_BY_CONNECTION) return `${requests}, free; ${kept}`;
  if (most === null) return `${requests}, their cost is not bounded; ${kept}`;
  return `${requests}, at most ${usd(most / BigInt(samples))}; ${kept}`;
}
