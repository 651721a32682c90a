import type { Capability, ConnectionModels } from '../../src/domain/connection.ts';
import { toUsd, type UnitPrices } from '../../src/domain/cost.ts';
import type { Probe } from '../../src/domain/probe.ts';
import { Page, type PageContext } from '../layout.tsx';

/** A model with what is known of it. */
export interface ModelFacts {
  readonly prices: UnitPrices | null;
  /** Whether it takes a temperature other than its default. */
  readonly temperature: Capability;
  /** What a probe found out about that; `null` when there was none. */
  readonly probe: Probe<'temperature'> | null;
  /** What a probe found out about its logprobs; `null` when there was none. */
  readonly scale: Probe<'logprobs'> | null;
}

interface ModelsPageProps {
  readonly groups: readonly ConnectionModels[];
  readonly factsOf: (connection: string, model: string) => ModelFacts;
  readonly context: PageContext;
}

/** Connections with the models they serve, what these cost and what they accept. */
export function ModelsPage({ groups, factsOf, context }: ModelsPageProps) {
  return (
    <Page title="Models" section="models" context={context}>
      <div class="head">
        <h1>Models</h1>
        <form class="end" action="/models/refreshes" method="post">
          <button type="submit" class="btn">
            Look again
          </button>
        </form>
      </div>
      {groups.map((group) => (
        <ConnectionCard group={group} factsOf={factsOf} />
      ))}
      <p class="muted small">
        Keys come from <code>OPENAI_API_KEY</code> and <code>OPENAI_BASE_URL</code>, in the environment or in a file{' '}
        <code>.env</code>; Ollama, LM Studio, llama.cpp and vLLM are found at their usual ports on this machine. Prices
        are those published for the day shown.
      </p>
    </Page>
  );
}

function ConnectionCard({ group, factsOf }: { readonly group: ConnectionModels } & Pick<ModelsPageProps, 'factsOf'>) {
  const { connection, models, problem } = group;
  return (
    <section class="cell" aria-label={connection.label}>
      <header>
        <h2>{connection.label}</h2>
        <span class="muted small">
          {connection.baseUrl ?? 'inside Tempera, free'}
          {connection.keyHint !== null && `, key ending in …${connection.keyHint}`}
        </span>
      </header>
      {problem !== null && <p class="err pad">{problem}</p>}
      {models.length > 0 && (
        <div class="table">
          <table class="num">
            <thead>
              <tr>
                <th scope="col">Model</th>
                <th scope="col">Input, $ per million tokens</th>
                <th scope="col">Cached input</th>
                <th scope="col">Output</th>
                <th scope="col">Temperature</th>
              </tr>
            </thead>
            <tbody>
              {models.map((model) => (
                <ModelRow id={model.id} free={connection.free} facts={factsOf(connection.id, model.id)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function ModelRow({ id, free, facts }: { readonly id: string; readonly free: boolean; readonly facts: ModelFacts }) {
  const { prices, temperature, probe, scale } = facts;
  const unknown = free ? 'free' : 'unpriced';
  return (
    <tr>
      <td>{id}</td>
      <td>{prices === null ? unknown : perMillionText(prices.input)}</td>
      <td>{prices === null ? unknown : perMillionText(prices.cachedInput ?? prices.input)}</td>
      <td>{prices === null ? unknown : perMillionText(prices.output)}</td>
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

function perMillionText(perToken: bigint): string {
  return `$${toUsd(perToken * 1_000_000n)}`;
}
