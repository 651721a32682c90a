import type { Connection } from '../../src/domain/models/connection.ts';
import type { OfferedModel } from '../../src/domain/models/offered-model.ts';
import { perMillionText } from '../../src/domain/money/custom-price.ts';
import type { Probe } from '../../src/domain/run/probe.ts';
import { count } from '../format.ts';
import { FavouriteButton } from './favourite-button.tsx';
import { setPricePath } from './price-path.ts';

/** What was found out of a model by asking it; `null` where nobody did. */
interface ModelProbes {
  /** Whether it takes a temperature other than its default. */
  readonly probe: Probe<'temperature'> | null;
  /** The scale of its logprobs. */
  readonly scale: Probe<'logprobs'> | null;
}

export interface ModelTableProps {
  readonly label: string;
  readonly connection: Connection;
  readonly models: readonly OfferedModel[];
  readonly probesOf: (connection: string, model: string) => ModelProbes;
}

/** Models with their sizes, prices and what they accept. */
export function ModelTable({ label, connection, models, probesOf }: ModelTableProps) {
  return (
    <section class="scroll" aria-label={label} tabindex={0}>
      <table class="table models">
        <thead>
          <tr>
            <th scope="col">
              <span class="unseen">Favourite</span>
            </th>
            <th scope="col">Model</th>
            <th scope="col" class="num">
              Input<span class="roomy">, $ per million tokens</span>
            </th>
            <th scope="col" class="num drop">
              Cached input
            </th>
            <th scope="col" class="num">
              Output
            </th>
            <th scope="col" class="num drop">
              Context
            </th>
            <th scope="col" class="num drop">
              Longest answer
            </th>
            <th scope="col">Price</th>
            <th scope="col">Accepts</th>
          </tr>
        </thead>
        <tbody>
          {models.map((model) => (
            <ModelRow model={model} connection={connection} probes={probesOf(connection.id, model.id)} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface ModelRowProps {
  readonly model: OfferedModel;
  readonly connection: Connection;
  readonly probes: ModelProbes;
}

function ModelRow({ model, connection, probes }: ModelRowProps) {
  const { id, prices, free, context, outputLimit } = model;
  const unknown = free ? 'free' : 'unpriced';
  return (
    <tr>
      <td>
        <FavouriteButton {...model} />
      </td>
      <td>
        <bdi>{id}</bdi>
      </td>
      <td class="num">{prices === null ? unknown : `$${perMillionText(prices.input)}`}</td>
      <td class="num drop">{prices === null ? unknown : `$${perMillionText(prices.cachedInput ?? prices.input)}`}</td>
      <td class="num">{prices === null ? unknown : `$${perMillionText(prices.output)}`}</td>
      <td class="num drop">{context === null ? '–' : count(context)}</td>
      <td class="num drop">{outputLimit === null ? '–' : count(outputLimit)}</td>
      <td>
        {prices?.own && <span class="badge">your price</span>}
        {prices?.fromService && <span class="badge">from its list, {prices.date}</span>}{' '}
        {!connection.free && (
          <a href={setPricePath(connection.id, id)}>
            {prices?.own ? 'change' : 'set'}
            <span class="unseen"> the price of {id}</span>
          </a>
        )}
      </td>
      <td>
        <Accepts model={model} probes={probes} />
      </td>
    </tr>
  );
}

function Accepts({ model: { temperature, parameters }, probes: { probe, scale } }: Omit<ModelRowProps, 'connection'>) {
  return (
    <>
      {temperature.accepted ? 'temperature, as far as is known' : `temperature refused: ${temperature.reason}`}
      {probe?.result != null && (
        <>
          {'; '}
          <a href={`/runs/${probe.run}`}>
            {PROBE_WORDS[probe.result.verdict]} by the probe of {probe.date}
          </a>
        </>
      )}
      {scale?.result != null && (
        <>
          {'; '}
          <a href={`/runs/${scale.run}`}>
            {SCALE_WORDS[scale.result.verdict]} by the probe of {scale.date}
          </a>
        </>
      )}
      {parameters !== null && (
        <details class="small">
          <summary>{parameters.length} listed parameters</summary>
          {parameters.join(', ')}
        </details>
      )}
    </>
  );
}

const PROBE_WORDS = { yes: 'found honoured', ignored: 'found ignored', unknown: 'left unknown' } as const;

const SCALE_WORDS = {
  raw: 'logprobs found raw',
  tempered: 'logprobs found tempered',
  unknown: 'the scale of logprobs left unknown',
} as const;
