import type { Child } from 'hono/jsx';
import type { CellMeasures } from '../../src/domain/answers/measures.ts';
import { decimal } from '../charts/figures.ts';
import { domId } from '../dom-id.ts';
import { dash, milliseconds, percent, plural, usd } from '../format.ts';
import type { CellPlace } from './cell-place.ts';

const DASH = '–';

interface MeasuresPanelProps {
  readonly place: CellPlace;
  /** `null` until they are worked out. */
  readonly measures: CellMeasures | null;
}

/** What the samples of a cell show, each figure with what it means behind its name. */
export function MeasuresPanel({ place, measures }: MeasuresPanelProps) {
  const id = measuresId(place);
  if (measures === null) {
    return (
      <div class="measures small muted" id={id} aria-busy="true">
        Working out what the answers show…
      </div>
    );
  }
  const { n, failed, agreement, distinct, similarity, length, uncertainty, ttftMs } = measures;
  return (
    <div class="measures small num" id={id}>
      <dl>
        <Measure
          place={place}
          name="Agreement"
          method="agreement"
          tip={`Chance that two samples give the same answer, with its approximate 95% interval. ${over(n)}`}
        >
          <strong>{dash(agreement.value)}</strong>{' '}
          {agreement.low !== null && agreement.high !== null && (
            <span class="muted">{`${agreement.low.toFixed(2)}–${agreement.high.toFixed(2)}`}</span>
          )}
          <AgreementMeter agreement={agreement} />
        </Measure>
        <Measure
          place={place}
          name="Different"
          method="distinct-answers"
          tip={`How many different answers came back; it grows with the number of samples. ${over(n)}`}
        >
          <strong>{distinct ?? DASH}</strong>
        </Measure>
        {measures.most !== null && (
          <Measure
            place={place}
            name="Commonest"
            method="majority-share"
            tip={`How many samples gave the commonest answer. As a share it is biased upwards. ${over(n)}`}
          >
            <strong>{mostText(measures)}</strong>
          </Measure>
        )}
        {similarity !== null && (
          <Measure
            place={place}
            name="Similarity"
            method="similarity"
            tip={`How alike the wordings are, from 0 to 1: mean ROUGE-L over pairs. It does not compare meaning. ${over(n)}`}
          >
            <strong>{dash(similarity)}</strong>
          </Measure>
        )}
        <Measure
          place={place}
          name="Length"
          method="length-and-truncation"
          tip={`Output tokens: median, and from lower to upper quartile. ${over(length?.known ?? 0)}`}
        >
          {lengthText(length)}
        </Measure>
        {uncertainty !== null && (
          <Measure
            place={place}
            name="Uncertainty"
            method="uncertainty"
            tip={`How unsure the model was per token: mean negative log-probability in nats, and the perplexity, as if so many tokens were equally likely each time. From ${plural(uncertainty.tokens, 'token')}.${uncertainty.leftOut > 0 ? ` ${plural(uncertainty.leftOut, 'token')} without a probability left out.` : ''}`}
          >
            <strong>{dash(uncertainty.nll)}</strong>{' '}
            <span class="muted">{`perplexity ${dash(uncertainty.perplexity)}`}</span>
          </Measure>
        )}
        <Measure place={place} name="Cost" method="cost" tip={costTip(measures)}>
          {costText(measures)}
        </Measure>
        <Measure
          place={place}
          name="First token"
          method="times-and-speed"
          tip={`Time from sending to the first token: median. ${over(n)}`}
        >
          <strong>{milliseconds(ttftMs)}</strong>
        </Measure>
      </dl>
      <p class="muted">
        {`n = ${n}`}
        {failed > 0 && ` · ${failed} failed, not counted`}
      </p>
    </div>
  );
}

/** The id of the panel of one cell. */
export function measuresId({ run, column, row }: CellPlace): string {
  return domId('run', run, 'measures', column, row);
}

interface MeasureProps {
  readonly place: CellPlace;
  readonly name: string;
  /** Where the methods page defines it. */
  readonly method: string;
  readonly tip: string;
  readonly children: Child;
}

/** A name that explains itself when pointed at or reached by keyboard; in one column is enough for the keyboard. */
function Measure({ place, name, method, tip, children }: MeasureProps) {
  const id = domId(measuresId(place), name.toLowerCase().replaceAll(' ', '-'));
  return (
    <div class="measure">
      <dt>
        <span class="tip" tabindex={place.column === 0 ? 0 : undefined} aria-describedby={id}>
          {name}
        </span>
        <span role="tooltip" class="tip-text" id={id}>
          {tip} <a href={`/methods#${method}`}>How it is worked out</a>
        </span>
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The agreement on a scale from 0 to 1, its interval as a lighter stretch. */
function AgreementMeter({ agreement: { value, low, high } }: Pick<CellMeasures, 'agreement'>) {
  if (value === null || low === null || high === null) return null;
  const at = (share: number) => Math.round(share * 1000) / 10;
  return (
    <svg class="meter" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect class="meter-track" width="100" height="6" rx="1" />
      <rect class="meter-interval" x={at(low)} width={at(high - low)} height="6" />
      <rect class="meter-value" x={Math.min(98, Math.max(0, at(value) - 1))} width="2" height="6" />
    </svg>
  );
}

function mostText({ n, most }: CellMeasures): string {
  if (most === null || n < 2) return '';
  if (most.samples === 1) return `none of ${n} same`;
  return most.samples === n ? `all ${n} same` : `${most.samples} of ${n} same${most.tied ? ', tied' : ''}`;
}

function lengthText(length: CellMeasures['length']) {
  if (length === null) return DASH;
  const { median, q1, q3, truncated } = length;
  return (
    <>
      <strong>{decimal(median, 1)}</strong>{' '}
      <span class="muted">
        {`${median === null ? '' : median === 1 ? 'token' : 'tokens'}${q1 !== null && q3 !== null && q1 !== q3 ? `, ${decimal(q1, 1)}–${decimal(q3, 1)}` : ''}`}
      </span>
      {truncated !== null && truncated > 0 && <span class="warn">{` ${percent(truncated)} cut off`}</span>}
    </>
  );
}

function costText({ cost }: CellMeasures) {
  const { kind, total, unpriced } = cost;
  if (total === null) return kind === 'free' ? <strong>free</strong> : DASH;
  return (
    <>
      <strong>{kind === 'free' ? 'free' : usd(total)}</strong>{' '}
      <span class="muted">
        {kind === 'free' ? `would be ${usd(total)}` : ''}
        {unpriced > 0 && kind !== 'free' ? `${unpriced} unpriced` : ''}
      </span>
    </>
  );
}

function costTip({ cost, n }: CellMeasures): string {
  const what = 'What the answers of this column cost together.';
  if (cost.kind === 'free') {
    return cost.reference === null
      ? `The built-in model is free. ${over(n)}`
      : `The built-in model is free; on ${cost.reference} the same tokens would cost so much. ${over(n)}`;
  }
  return `${what} ${over(n - cost.unpriced)}`;
}

function over(n: number): string {
  return `From ${plural(n, 'sample')}.`;
}
