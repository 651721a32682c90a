import type { Capability, ConnectionModels } from '../../src/domain/connection.ts';
import type { UnitPrices } from '../../src/domain/cost.ts';
import { perMillionText, type UnpricedModel } from '../../src/domain/custom-price.ts';
import type { EstimateErrors, MeanError } from '../../src/domain/estimate.ts';
import { partSnapshots } from '../../src/domain/model-snapshots.ts';
import type { Probe } from '../../src/domain/probe.ts';
import { count, plural } from '../format.ts';
import { Page, type PageContext } from '../layout.tsx';
import { setPricePath } from './price-path.ts';
import { SetPrice, type SetPriceProps } from './set-price.tsx';

/** A model with what is known of it. */
interface ModelFacts {
  readonly prices: UnitPrices | null;
  /** Whether it takes a temperature other than its default. */
  readonly temperature: Capability;
  /** What a probe found out about that; `null` when there was none. */
  readonly probe: Probe<'temperature'> | null;
  /** What a probe found out about its logprobs; `null` when there was none. */
  readonly scale: Probe<'logprobs'> | null;
  /** How far estimates of it were off; `null` before anything was compared. */
  readonly errors: EstimateErrors | null;
}

interface ModelsPageProps {
  readonly groups: readonly ConnectionModels[];
  readonly factsOf: (connection: string, model: string) => ModelFacts;
  /** The price of one model, when it is asked for. */
  readonly price: SetPriceProps | null;
  readonly unpriced: readonly UnpricedModel[];
  readonly context: PageContext;
}

/** Connections with the models they serve, what these cost and what they accept. */
export function ModelsPage({ groups, factsOf, price, unpriced, context }: ModelsPageProps) {
  return (
    <Page title="Models" section="models" context={context}>
      <header class="title">
        <h1>Models</h1>
        <a class="button" href="/connections">
          Connections
        </a>
        <form class="end" action="/models/refreshes" method="post">
          <button type="submit" class="button">
            Refresh models
          </button>
        </form>
      </header>
      {price !== null && <SetPrice {...price} />}
      {unpriced.length > 0 && <Unpriced models={unpriced} />}
      {groups.map((group) => (
        <ConnectionCard group={group} factsOf={factsOf} />
      ))}
      <p class="muted small">
        Services are added under <a href="/connections">Connections</a>, or set by <code>OPENAI_API_KEY</code> and{' '}
        <code>OPENAI_BASE_URL</code> in the environment or in a file <code>.env</code>; Ollama, LM Studio, llama.cpp and
        vLLM are found at their usual ports on this machine. Prices are those published for today, unless marked as
        yours. How far estimates were off is the mean of (estimate - actual) / actual over all requests whose usage was
        reported; the second figure is the mean distance, whichever way.
      </p>
    </Page>
  );
}

function ConnectionCard({ group, factsOf }: { readonly group: ConnectionModels } & Pick<ModelsPageProps, 'factsOf'>) {
  const { connection, models, problem } = group;
  const { named, snapshots } = partSnapshots(models);
  const about = { connection, factsOf };
  return (
    <section class="card" aria-label={connection.label}>
      <header>
        <h2>{connection.label}</h2>
        <span class="muted small">
          {connection.baseUrl ?? 'inside Tempera, free'}
          {connection.keyHint !== null && `, key ending in …${connection.keyHint}`}
        </span>
      </header>
      {problem !== null && <p class="err pad">{problem}</p>}
      {named.length > 0 && <ModelTable label={`Models of ${connection.label}`} models={named} {...about} />}
      {snapshots.length > 0 && (
        <details class="snapshots">
          <summary class="pad">{plural(snapshots.length, 'dated snapshot')}</summary>
          <ModelTable label={`Dated snapshots of ${connection.label}`} models={snapshots} {...about} />
        </details>
      )}
      <EstimateTable models={models} {...about} />
    </section>
  );
}

interface ModelTableProps extends Pick<ModelsPageProps, 'factsOf'> {
  readonly connection: ConnectionModels['connection'];
  readonly models: ConnectionModels['models'];
}

function ModelTable({ label, connection, models, factsOf }: ModelTableProps & { readonly label: string }) {
  return (
    <section class="scroll" aria-label={label} tabindex={0}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col" class="num">
              Input, $ per million tokens
            </th>
            <th scope="col" class="num">
              Cached input
            </th>
            <th scope="col" class="num">
              Output
            </th>
            <th scope="col">Price</th>
            <th scope="col">Temperature</th>
          </tr>
        </thead>
        <tbody>
          {models.map((model) => (
            <ModelRow id={model.id} connection={connection} facts={factsOf(connection.id, model.id)} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** How far estimates were off, of the models of which that is known. */
function EstimateTable({ connection, models, factsOf }: ModelTableProps) {
  const known = models.flatMap(({ id }) => {
    const { errors } = factsOf(connection.id, id);
    return errors === null || (errors.inputTokens.signed === null && errors.cost.signed === null)
      ? []
      : [{ id, errors }];
  });
  if (known.length === 0) return null;
  return (
    <details class="estimates">
      <summary class="pad">How far estimates were off</summary>
      <section class="scroll" aria-label={`Estimates for ${connection.label}`} tabindex={0}>
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col">Input tokens</th>
              <th scope="col">Likely cost</th>
            </tr>
          </thead>
          <tbody>
            {known.map(({ id, errors }) => (
              <tr>
                <td>{id}</td>
                <td>{errorText(errors.inputTokens)}</td>
                <td>{errorText(errors.cost)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}

interface ModelRowProps {
  readonly id: string;
  readonly connection: ConnectionModels['connection'];
  readonly facts: ModelFacts;
}

function ModelRow({ id, connection, facts }: ModelRowProps) {
  const { prices, temperature, probe, scale } = facts;
  const unknown = connection.free ? 'free' : 'unpriced';
  return (
    <tr>
      <td>{id}</td>
      <td class="num">{prices === null ? unknown : `$${perMillionText(prices.input)}`}</td>
      <td class="num">{prices === null ? unknown : `$${perMillionText(prices.cachedInput ?? prices.input)}`}</td>
      <td class="num">{prices === null ? unknown : `$${perMillionText(prices.output)}`}</td>
      <td>
        {prices?.own && <span class="badge">your price</span>}{' '}
        {!connection.free && (
          <a href={setPricePath(connection.id, id)}>
            {prices?.own ? 'change' : 'set'}
            <span class="unseen"> the price of {id}</span>
          </a>
        )}
      </td>
      <td>
        {temperature.accepted ? 'accepted, as far as is known' : `refused: ${temperature.reason}`}
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
      </td>
    </tr>
  );
}

const PROBE_WORDS = { yes: 'found honoured', ignored: 'found ignored', unknown: 'left unknown' } as const;

const SCALE_WORDS = {
  raw: 'logprobs found raw',
  tempered: 'logprobs found tempered',
  unknown: 'the scale of logprobs left unknown',
} as const;

/** Requests that cost something nobody knows, and where to say how much. */
function Unpriced({ models }: { readonly models: readonly UnpricedModel[] }) {
  return (
    <section class="notice" aria-labelledby="unpriced-title">
      <h2 id="unpriced-title">Without a known cost</h2>
      <ul>
        {models.map(({ connection, model, requests }) => (
          <li>
            {plural(requests, 'request')} of {model} on {connection}:{' '}
            <a href={setPricePath(connection, model)}>
              set a price<span class="unseen"> for {model}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** `+2.1%, 3.0% either way, over 40`. */
function errorText({ n, signed, absolute }: MeanError): string {
  if (signed === null || absolute === null) return '–';
  return `${signed > 0 ? '+' : ''}${signed.toFixed(1)}%, ${absolute.toFixed(1)}% either way, over ${count(n)}`;
}
