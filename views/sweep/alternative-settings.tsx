import type { AlternativeSetting } from '../../src/domain/request/alternative-setting.ts';
import { paramLabel } from '../../src/domain/request/refusal-offer.ts';
import { AXIS_LABELS } from '../../src/domain/run/sweep.ts';
import { domId } from '../dom-id.ts';

interface AlternativeSettingOffersProps {
  readonly experiment: number;
  /** Parameters that are known to be refused and can be left out. */
  readonly refused: readonly string[];
  readonly alternatives: readonly AlternativeSetting[];
}

/** Ways on where a model refuses a parameter, each one press away: without it, or with what it takes instead. */
export function AlternativeSettingOffers({ experiment, refused, alternatives }: AlternativeSettingOffersProps) {
  return (
    <>
      {refused.length > 0 && (
        <span class="knobs">
          {refused.map((param) => (
            <Offer
              experiment={experiment}
              values={{ without: param }}
              title={`Takes ${paramLabel(param)} out of the request`}
              text={`Without ${paramLabel(param)}`}
            />
          ))}
        </span>
      )}
      {alternatives.length > 0 && (
        <span class="knobs">
          It takes, as far as is known:{' '}
          {alternatives.map(({ axis, values }) => (
            <Offer
              experiment={experiment}
              values={{ knob: axis }}
              title={`Does not send temperature, and sweeps over ${AXIS_LABELS[axis]} ${values.join(', ')} instead`}
              text={AXIS_LABELS[axis]}
            />
          ))}
        </span>
      )}
    </>
  );
}

interface OfferProps {
  readonly experiment: number;
  readonly values: Readonly<Record<string, string>>;
  readonly title: string;
  readonly text: string;
}

function Offer({ experiment, values, title, text }: OfferProps) {
  return (
    <button
      type="button"
      class="link"
      hx-post={`/experiments/${experiment}/knobs`}
      hx-include={`#${domId('experiment', experiment, 'form')}`}
      hx-vals={JSON.stringify(values)}
      hx-swap="none"
      title={title}
    >
      {text}
    </button>
  );
}
