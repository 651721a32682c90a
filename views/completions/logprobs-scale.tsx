import type { LogprobsScale, Probe } from '../../src/domain/run/probe.ts';
import { domId } from '../dom-id.ts';
import { plural } from '../format.ts';

interface LogprobsScaleProps {
  readonly completion: number;
  readonly scale: LogprobsScale;
}

/** Of which temperature the reported probabilities are, as far as is known, and the probe that can tell. */
export function LogprobsScaleView({ completion, scale }: LogprobsScaleProps) {
  const { probe, canProbe } = scale;
  const id = domId('completion', completion, 'scale');
  const isProbing = probe !== null && probe.result === null;
  const again = {
    'hx-get': `/completions/${completion}/tokens`,
    'hx-trigger': 'load delay:1s',
    'hx-target': `#${tokenViewId(completion)}`,
    'hx-swap': 'outerHTML',
  };
  return (
    <div class="probe small" id={id} {...(isProbing ? again : {})}>
      <p class="muted">
        {scaleText(scale)} {probe?.result != null && <a href={`/runs/${probe.run}`}>Its answers</a>}
      </p>
      {canProbe && !isProbing && (
        <button
          type="button"
          class="button"
          hx-get={`/completions/${completion}/probe`}
          hx-target={`#${id}`}
          hx-swap="innerHTML"
        >
          {probe === null ? 'Detect by a probe…' : 'Probe again…'}
        </button>
      )}
    </div>
  );
}

/** The id of all that is shown of an answer's tokens. */
export function tokenViewId(completion: number): string {
  return domId('completion', completion, 'token-view');
}

const ASSUMED = 'taken to be those before temperature is applied';

function scaleText({ model, probe, sent, served }: LogprobsScale): string {
  if (probe === null) {
    return `Not known whether ${model} reports probabilities before or after temperature is applied; they are ${ASSUMED}, as Practice, Ollama, llama.cpp and vLLM report them unless told otherwise.`;
  }
  if (probe.result === null) return `A probe of ${model} is going on.`;
  switch (probe.result.verdict) {
    case 'raw':
      return `Raw: ${seenText(probe)}, so probabilities are from before temperature is applied.`;
    case 'tempered':
      return `Tempered: ${seenText(probe)}. ${temperedText(sent, served)}`;
    case 'unknown':
      return `Unknown: ${seenText(probe)}, which does not tell. Probabilities are ${ASSUMED}.`;
  }
}

function seenText({ model, date, lowest, highest, result }: Probe<'logprobs'>): string {
  const { tokens, largestGap } = result ?? { tokens: 0, largestGap: null };
  const seen =
    largestGap === null
      ? 'got no probabilities of the same token twice'
      : `saw logprobs of ${plural(tokens, 'token')} differ by at most ${largestGap.toFixed(3)} between temperatures ${lowest} and ${highest}`;
  return `on ${date} a probe of ${model} ${seen}`;
}

function temperedText(sent: number | null, served: number): string {
  if (served === 0) return 'This answer was asked at 0, where probabilities say nothing about other temperatures.';
  return sent === null
    ? 'No temperature was sent with this answer: it is taken to be 1, the API’s default.'
    : `This answer was asked at ${sent}, and other temperatures are worked out from there.`;
}
