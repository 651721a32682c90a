import type { OfferedGroup, OfferedModel } from '../../src/domain/models/offered-model.ts';
import type { UnpricedModel } from '../../src/domain/money/custom-price.ts';
import type { EstimateErrors, MeanError } from '../../src/domain/money/estimate.ts';
import { count, plural } from '../format.ts';
import { Page, type PageContext } from '../layout.tsx';
import { ModelTable, type ModelTableProps } from './model-table.tsx';
import { setPricePath } from './price-path.ts';
import { SetPrice, type SetPriceProps } from './set-price.tsx';

/** The models of one connection, as many as a page shows. */
type ShownGroup = OfferedGroup & { readonly more: number };

/** What is unpriced, with what people call its connection. */
type NamedUnpriced = UnpricedModel & { readonly label: string };

interface ModelsPageProps extends Pick<ModelTableProps, 'probesOf'> {
  readonly groups: readonly ShownGroup[];
  /** How far estimates of a model were off; `null` before anything was compared. */
  readonly errorsOf: (connection: string, model: string) => EstimateErrors | null;
  /** What is searched for; empty: everything is shown. */
  readonly search: string;
  /** The price of one model, when it is asked for. */
  readonly price: SetPriceProps | null;
  readonly unpriced: readonly NamedUnpriced[];
  readonly context: PageContext;
}

/** Connections with the models they serve, what these cost and what they accept. */
export function ModelsPage({ groups, search, price, unpriced, context, ...about }: ModelsPageProps) {
  const shown = search === '' ? groups : groups.filter(({ models, others }) => models.length + others.length > 0);
  return (
    <Page title="Models" section="models" context={context}>
      <header class="title">
        <h1>Models</h1>
        <a class="button" href="/connections">
          Connections
        </a>
        <Search search={search} />
        <form action="/models/refreshes" method="post">
          <button type="submit" class="button">
            Refresh models
          </button>
        </form>
      </header>
      {price !== null && <SetPrice {...price} />}
      {unpriced.length > 0 && <Unpriced models={unpriced} />}
      <div id="models" class="model-cards">
        {shown.map((group) => (
          <ConnectionCard group={group} open={search !== ''} {...about} />
        ))}
        {shown.length === 0 && (
          <p class="empty" role="status">
            No model is called that. One that no list names can be typed in the field of an experiment.
          </p>
        )}
      </div>
      <p class="muted small">
        Services are added under <a href="/connections">Connections</a>, or set by <code>OPENAI_API_KEY</code> and{' '}
        <code>OPENAI_BASE_URL</code> in the environment or in a file <code>.env</code>; Ollama, LM Studio, llama.cpp and
        vLLM are found at their usual ports on this machine. Your own price goes before the one that a service lists,
        and that before the one published for today. How far estimates were off is the mean of (estimate - actual) /
        actual over all requests whose usage was reported; the second figure is the mean distance, whichever way.
      </p>
    </Page>
  );
}

function Search({ search }: { readonly search: string }) {
  return (
    <search class="end">
      <form action="/models" method="get">
        <input
          class="input search"
          type="search"
          name="q"
          value={search}
          placeholder="Search models"
          aria-label="Search models"
          data-shortcut="/"
          hx-get="/models"
          hx-trigger="input changed delay:200ms, search"
          hx-target="#models"
          hx-select="#models"
          hx-replace-url="true"
        />
      </form>
    </search>
  );
}

interface ConnectionCardProps extends Pick<ModelsPageProps, 'errorsOf' | 'probesOf'> {
  readonly group: ShownGroup;
  /** Whether what is folded away as a rule is to be seen: somebody searched for it. */
  readonly open: boolean;
}

function ConnectionCard({ group, open, errorsOf, probesOf }: ConnectionCardProps) {
  const { connection, models, others, more, problem } = group;
  const named = models.filter(({ snapshot, favourite }) => !snapshot || favourite);
  const snapshots = models.filter(({ snapshot, favourite }) => snapshot && !favourite);
  const about = { connection, probesOf };
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
      {more > 0 && <p class="pad small muted">{plural(more, 'more model')}: search to find them.</p>}
      {snapshots.length > 0 && (
        <details class="snapshots" open={open}>
          <summary class="pad">{plural(snapshots.length, 'dated snapshot')}</summary>
          <ModelTable label={`Dated snapshots of ${connection.label}`} models={snapshots} {...about} />
        </details>
      )}
      {others.length > 0 && <Others others={others} open={open} />}
      <EstimateTable connection={connection} models={models} errorsOf={errorsOf} />
    </section>
  );
}

/** Models that answer no chat requests, so that nobody looks for them in vain. */
function Others({ others, open }: { readonly others: readonly OfferedModel[]; readonly open: boolean }) {
  return (
    <details class="snapshots" open={open}>
      <summary class="pad">{plural(others.length, 'model')} for something other than chat</summary>
      <ul class="pad small">
        {others.map(({ id, kind }) => (
          <li>
            <bdi>{id}</bdi> <span class="muted">{KIND_WORDS[kind]}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

const KIND_WORDS = {
  chat: 'chat',
  embedding: 'embeddings',
  rerank: 'reranking',
  image: 'images',
  audio: 'audio',
  video: 'video',
  moderation: 'moderation',
  completion: 'plain completions',
  other: 'another address of the service',
} as const satisfies Record<OfferedModel['kind'], string>;

/** How far estimates were off, of the models of which that is known. */
function EstimateTable({
  connection,
  models,
  errorsOf,
}: Pick<OfferedGroup, 'connection' | 'models'> & Pick<ModelsPageProps, 'errorsOf'>) {
  const known = models.flatMap(({ id }) => {
    const errors = errorsOf(connection.id, id);
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

/** Requests that cost something nobody knows, and where to say how much. */
function Unpriced({ models }: { readonly models: readonly NamedUnpriced[] }) {
  return (
    <section class="notice" aria-labelledby="unpriced-title">
      <h2 id="unpriced-title">Without a known cost</h2>
      <ul>
        {models.map(({ connection, label, model, requests }) => (
          <li>
            {plural(requests, 'request')} of {model} on {label}:{' '}
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
