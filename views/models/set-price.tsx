import type { UnitPrices } from '../../src/domain/money/cost.ts';
import { type CustomPrice, type PriceBackfill, perMillionText } from '../../src/domain/money/custom-price.ts';
import { plural, usd } from '../format.ts';

/** What a person typed, right or wrong. */
interface PriceFields {
  readonly input: string;
  readonly cached_input: string;
  readonly output: string;
  readonly from: string;
}

export interface SetPriceProps {
  readonly connection: string;
  readonly model: string;
  readonly fields: PriceFields;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
  /** In the order they were set. */
  readonly own: readonly CustomPrice[];
  readonly listed: UnitPrices | null;
  /** `null`: no own price, or nothing to give one to. */
  readonly past: PriceBackfill | null;
  readonly today: string;
  /** What was just done, in a sentence. */
  readonly done: string | null;
}

/** Sets the price of one model, and on request prices what was asked before there was one. */
export function SetPrice(props: SetPriceProps) {
  const { connection, model, listed, own, past, done } = props;
  return (
    <section class="card set-price" id="set-price" aria-labelledby="set-price-title">
      <header>
        <h2 id="set-price-title">Price of {model}</h2>
        <span class="muted small">on {connection}</span>
      </header>
      <div class="pad">
        {done !== null && (
          <p class="notice" role="status">
            {done}
          </p>
        )}
        <p class="small muted">
          {listed === null
            ? 'No price is published for it.'
            : `Published (${listed.model}, ${listed.date}): ${pricesText(listed)}. Your own price goes before it.`}{' '}
          A price holds for what is asked from then on; what was asked before keeps the price it had.
        </p>
        <PriceForm {...props} />
        {own.length > 0 && <CustomPrices own={own} />}
        {past !== null && <PastOffer connection={connection} model={model} past={past} />}
      </div>
    </section>
  );
}

const FIELDS = [
  ['input', 'Input', 'US dollars per million tokens, as in 1.25'],
  ['cached_input', 'Cached input', 'empty: as any input'],
  ['output', 'Output', 'US dollars per million tokens'],
] as const;

function PriceForm({ connection, model, fields, errors, today }: SetPriceProps) {
  return (
    <form class="fields" method="post" action="/prices">
      <input type="hidden" name="connection" value={connection} />
      <input type="hidden" name="model" value={model} />
      {FIELDS.map(([name, label, hint]) => (
        <Field name={name} label={label} hint={hint} value={fields[name]} errors={errors} />
      ))}
      <Field
        name="from"
        label="Holds from"
        hint={`a day; empty: today, ${today} (UTC)`}
        value={fields.from}
        errors={errors}
      />
      <p class="go">
        <button type="submit" class="button primary">
          Set price
        </button>
      </p>
    </form>
  );
}

interface FieldProps extends Pick<SetPriceProps, 'errors'> {
  readonly name: keyof PriceFields;
  readonly label: string;
  readonly hint: string;
  readonly value: string;
}

function Field({ name, label, hint, value, errors }: FieldProps) {
  const id = `price-${name.replace('_', '-')}`;
  const error = errors.find(({ path }) => path === name)?.message ?? null;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        name={name}
        value={value}
        size={12}
        autocomplete="off"
        inputmode={name === 'from' ? undefined : 'decimal'}
        aria-describedby={`${id}-hint`}
        aria-invalid={error === null ? undefined : 'true'}
      />
      <span id={`${id}-hint`} class={error === null ? 'small muted' : 'field-error'}>
        {error ?? hint}
      </span>
    </div>
  );
}

function CustomPrices({ own }: Pick<SetPriceProps, 'own'>) {
  return (
    <section class="scroll card" aria-label="Your prices" tabindex={0}>
      <table class="num">
        <thead>
          <tr>
            <th scope="col">Your price from</th>
            <th scope="col">Input, $ per million tokens</th>
            <th scope="col">Cached input</th>
            <th scope="col">Output</th>
            <th scope="col">
              <span class="unseen">Take back</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {own.map((price) => (
            <tr>
              <th scope="row">{price.from}</th>
              <td>{perMillionText(price.input)}</td>
              <td>{price.cachedInput === null ? 'as input' : perMillionText(price.cachedInput)}</td>
              <td>{perMillionText(price.output)}</td>
              <td>
                <form method="post" action={`/prices/${price.id}/withdrawal`}>
                  <input type="hidden" name="connection" value={price.connection} />
                  <input type="hidden" name="model" value={price.model} />
                  <button type="submit" class="button quiet" aria-label={`Take back the price from ${price.from}`}>
                    Take back
                  </button>
                </form>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface PastOfferProps extends Pick<SetPriceProps, 'connection' | 'model'> {
  readonly past: PriceBackfill;
}

/** Says how many and how much before anything is changed. */
function PastOffer({ connection, model, past }: PastOfferProps) {
  const { requests, picodollars, unknown } = past;
  return (
    <form class="notice" method="post" action="/prices/past">
      <input type="hidden" name="connection" value={connection} />
      <input type="hidden" name="model" value={model} />
      <input type="hidden" name="requests" value={String(requests)} />
      <input type="hidden" name="picodollars" value={String(picodollars)} />
      <p>
        {requests > 0
          ? `${plural(requests, 'past request')} of ${model} ${requests === 1 ? 'has' : 'have'} no known cost. At your price ${requests === 1 ? 'it' : 'they'} would come to ${usd(picodollars)} in all, marked as “price set later”.`
          : `No past request of ${model} can be priced.`}
        {unknown > 0 &&
          ` ${plural(unknown, 'request')} ${unknown === 1 ? 'stays' : 'stay'} unpriced, because the tokens are not known.`}
      </p>
      {requests > 0 && (
        <button type="submit" class="button">
          Price {plural(requests, 'past request')}
        </button>
      )}
    </form>
  );
}

/** Three prices in words. */
export function pricesText({
  input,
  cachedInput,
  output,
}: Pick<UnitPrices, 'input' | 'cachedInput' | 'output'>): string {
  const cached = cachedInput === null ? '' : `, cached $${perMillionText(cachedInput)}`;
  return `input $${perMillionText(input)}${cached}, output $${perMillionText(output)} per million tokens`;
}
