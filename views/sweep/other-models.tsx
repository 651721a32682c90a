import type { PricedChoices } from '../../src/domain/money/what-if.ts';
import type { ComparedModel, ModelComparison } from '../../src/domain/run/preview.ts';
import { ModelChoice } from '../costs/model-choice.tsx';
import { domId } from '../dom-id.ts';
import { count, plural, usd } from '../format.ts';
import { Partial } from '../partial.tsx';
import { thousandfold } from './cost-line.tsx';

export interface OtherModelsProps {
  readonly experiment: number;
  /** `null` while something has to be mended first. */
  readonly comparison: ModelComparison | null;
  readonly choices: PricedChoices;
  /** What went wrong with the last choice. */
  readonly problem: string | null;
  /** How many can be compared. */
  readonly most: number;
}

/** Where other models are compared; loaded when it is opened. */
export function OtherModelsPlace({ experiment }: { readonly experiment: number }) {
  return (
    <details
      class="other-models"
      hx-get={`/experiments/${experiment}/other-models`}
      hx-trigger="toggle once"
      hx-swap="none"
    >
      <summary class="small">What would other models cost?</summary>
      <div id={placeId(experiment)} aria-live="polite">
        Loading…
      </div>
    </details>
  );
}

/** What the run would cost on other models, side by side, in its place. */
export function OtherModels(props: OtherModelsProps) {
  const { experiment, comparison, problem } = props;
  return (
    <Partial target={placeId(experiment)} swap="innerHTML">
      {/* From now on each save of the draft brings these figures along. */}
      <input type="hidden" name="compared" value="1" />
      {comparison === null ? (
        <p class="muted small">Mend what is marked above first.</p>
      ) : (
        <ComparisonTable experiment={experiment} comparison={comparison} />
      )}
      {problem !== null && (
        <p class="field-error" role="alert">
          {problem}
        </p>
      )}
      <AddModel {...props} />
    </Partial>
  );
}

function ComparisonTable({
  experiment,
  comparison,
}: {
  readonly experiment: number;
  readonly comparison: ModelComparison;
}) {
  const { own, others, models } = comparison;
  const requests = others[0]?.requests ?? null;
  const range = own.kind === 'priced' ? own : null;
  return (
    <section class="scroll" aria-label="What other models would cost" tabindex={0}>
      <table class="num small">
        <thead>
          <tr>
            <th scope="col">Model</th>
            {['Tokens in', 'Likely', 'At most', '1,000 runs, likely', '1,000 runs, at most'].map((head) => (
              <th scope="col" class="num">
                {head}
              </th>
            ))}
            <th scope="col">
              <span class="unseen">Take out</span>
            </th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{models.join(', ')} (this run)</th>
            <td class="num">{count(comparison.inputTokens)}</td>
            {range === null ? (
              <td colspan={4} class="num">
                {own.kind === 'free' ? 'free' : 'unpriced'}
              </td>
            ) : (
              <Range likely={range.likely} most={range.most} />
            )}
            <td />
          </tr>
          {others.map((model) => (
            <OtherRow experiment={experiment} model={model} />
          ))}
        </tbody>
      </table>
      <p class="small muted">
        {requests === null ? 'Each other model' : `${plural(requests, 'request')} on each other model`}, with answers as
        long as those logged here; input counted as each model counts it (“about”: its tokenizer is not known).
      </p>
    </section>
  );
}

function OtherRow({ experiment, model }: { readonly experiment: number; readonly model: ComparedModel }) {
  const { key, label, inputTokens, method, range } = model;
  return (
    <tr>
      <th scope="row">{label}</th>
      <td class="num">
        {method === 'rough' ? 'about ' : ''}
        {count(inputTokens)}
      </td>
      <Range likely={range.likely} most={range.most} />
      <td>
        <button
          type="button"
          class="button quiet"
          hx-post={`/experiments/${experiment}/other-models/deletion`}
          hx-vals={JSON.stringify({ without: key })}
          hx-swap="none"
          aria-label={`Remove ${label} from the comparison`}
        >
          Remove
        </button>
      </td>
    </tr>
  );
}

function Range({ likely, most }: ComparedModel['range']) {
  const thousand = thousandfold({ likely, most });
  return (
    <>
      {[likely, most, thousand.likely, thousand.most].map((cost, index) => (
        <td class="num">{cost === null ? (index % 2 === 0 ? '–' : 'no bound known') : usd(cost)}</td>
      ))}
    </>
  );
}

function AddModel({ experiment, choices, comparison, most }: OtherModelsProps) {
  const id = domId('experiment', experiment, 'other-model');
  if ((comparison?.others.length ?? 0) >= most) {
    return <p class="small muted">At most {most} models stand side by side: remove one to add another.</p>;
  }
  return (
    <div class="fields">
      <div class="field">
        <label for={id}>Another model</label>
        <ModelChoice id={id} name="other_model" choices={choices} chosen={null} none="choose one" />
      </div>
      <button
        type="button"
        class="button"
        hx-post={`/experiments/${experiment}/other-models`}
        hx-include={`#${id}`}
        hx-swap="none"
      >
        Compare
      </button>
    </div>
  );
}

function placeId(experiment: number): string {
  return domId('experiment', experiment, 'other-models');
}
