import type { AlternativeSetting } from '../../src/domain/alternative-setting.ts';
import { AXIS_LABELS } from '../../src/domain/sweep.ts';
import { domId } from '../dom-id.ts';

interface AlternativeSettingOffersProps {
  readonly experiment: number;
  readonly knobs: readonly AlternativeSetting[];
}

/** What a model that refuses temperature takes instead, each one press away. */
export function AlternativeSettingOffers({ experiment, knobs }: AlternativeSettingOffersProps) {
  if (knobs.length === 0) return null;
  return (
    <span class="knobs">
      It takes, as far as is known:{' '}
      {knobs.map(({ axis, values }) => (
        <button
          type="button"
          class="link"
          hx-post={`/experiments/${experiment}/knobs`}
          hx-include={`#${domId('experiment', experiment, 'form')}`}
          hx-vals={JSON.stringify({ knob: axis })}
          hx-swap="none"
          title={`Does not send temperature, and sweeps over ${AXIS_LABELS[axis]} ${values.join(', ')} instead`}
        >
          {AXIS_LABELS[axis]}
        </button>
      ))}
    </span>
  );
}
