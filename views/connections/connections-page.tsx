import type { AddedConnection, ConnectionTests } from '../../src/domain/models/added-connection.ts';
import type { Connection } from '../../src/domain/models/connection.ts';
import { usd } from '../format.ts';
import { Page, type PageContext } from '../layout.tsx';
import { ConnectionForm, type ConnectionFormProps, type Preset } from './connection-form.tsx';
import { TestResults } from './test-results.tsx';

export { type ConnectionFields, EMPTY_FIELDS } from './connection-form.tsx';

interface ShownConnection {
  readonly connection: Connection;
  /** `null` of one that nobody added. */
  readonly added: AddedConnection | null;
}

interface TestOffer {
  readonly model: string | null;
  readonly requests: number;
  readonly estimate: { readonly maxCostPicodollars: bigint | null } | null;
  readonly costs: boolean;
}

interface ConnectionsPageProps extends Omit<ConnectionFormProps, 'preset'> {
  readonly connections: readonly ShownConnection[];
  readonly presets: readonly Preset[];
  /** What was just done to a connection, in a sentence. */
  readonly done: { readonly of: string; readonly words: string } | null;
  /** The test that somebody asks about, with what it costs. */
  readonly offered: { readonly id: string; readonly offer: TestOffer } | null;
  /** The test that was just made. */
  readonly tested: { readonly id: string; readonly tests: ConnectionTests } | null;
  readonly context: PageContext;
}

/** The services that can be asked: each with what is known of it, and a form to add another. */
export function ConnectionsPage(props: ConnectionsPageProps) {
  const { connections, presets, fields, done, context } = props;
  const preset = presets.find(({ id }) => id === fields.preset) ?? null;
  return (
    <Page title="Connections" section="models" context={context}>
      <header class="title">
        <h1>Connections</h1>
        <span class="end">
          <a class="button" href="/models">
            Models
          </a>
        </span>
      </header>
      {done !== null && !connections.some(({ connection: { id } }) => id === done.of) && <Done words={done.words} />}
      {connections.map((shown) => (
        <ConnectionCard shown={shown} {...props} />
      ))}
      {props.editing === null && <PresetLinks presets={presets} chosen={fields.preset} />}
      <ConnectionForm {...props} preset={preset} />
      <p class="muted small">
        A key that is entered here is kept in a file of its own beside the data file, which only your account can read.
        It is sent to the base URL of its connection and to nowhere else, and is in no page, log, export or backup.
      </p>
    </Page>
  );
}

function Done({ words }: { readonly words: string }) {
  return (
    <p class="notice" role="status">
      {words}
    </p>
  );
}

function PresetLinks({ presets, chosen }: { readonly presets: readonly Preset[]; readonly chosen: string }) {
  return (
    <nav class="card pad" aria-label="Services to add">
      <h2>Add a service</h2>
      <p class="services">
        {presets.map(({ id, label }) => (
          <a href={`/connections?preset=${id}#form`} aria-current={id === chosen ? 'true' : undefined}>
            {label}
          </a>
        ))}
      </p>
    </nav>
  );
}

type CardProps = Pick<ConnectionsPageProps, 'done' | 'offered' | 'tested'> & { readonly shown: ShownConnection };

function ConnectionCard({ shown: { connection, added }, done, offered, tested }: CardProps) {
  const { id, label, baseUrl, keyHint } = connection;
  const tests = tested?.id === id ? tested.tests : (added?.tested ?? null);
  return (
    <section class="card" id={id} aria-label={label}>
      <header>
        <h2>{label}</h2>
        <span class="muted small">
          {baseUrl ?? 'inside Tempera, free'}
          {keyHint !== null && `, key ending in …${keyHint}`}
          {added?.keyEnv != null && ` (from ${added.keyEnv})`}
        </span>
        <span class="end">
          <a class="button" href={`/connections/${id}/tests#${id}`}>
            Test<span class="unseen"> {label}</span>
          </a>{' '}
          {added !== null && (
            <a class="button" href={`/connections?edit=${id}#form`}>
              Edit<span class="unseen"> {label}</span>
            </a>
          )}
        </span>
      </header>
      {done?.of === id && <Done words={done.words} />}
      {offered?.id === id && <Offer id={id} label={label} offer={offered.offer} />}
      {tests !== null && <TestResults tests={tests} />}
      {added === null ? <p class="pad muted small">{ORIGINS[connection.kind]}</p> : <Removal id={id} label={label} />}
    </section>
  );
}

const ORIGINS: Readonly<Record<Connection['kind'], string>> = {
  environment: 'Set by OPENAI_API_KEY and OPENAI_BASE_URL, in the environment or in a file .env.',
  discovered: 'Found at its usual port on this machine.',
  built_in: 'Built in: it needs no key and costs nothing.',
  added: '',
};

function Offer({ id, label, offer }: { readonly id: string; readonly label: string; readonly offer: TestOffer }) {
  return (
    <form class="pad fields" method="post" action={`/connections/${id}/tests`}>
      <p>{offerText(offer)}</p>
      <div class="field">
        <label for={`test-model-${id}`}>Model to test</label>
        <input id={`test-model-${id}`} name="model" value={offer.model ?? ''} autocomplete="off" spellcheck={false} />
      </div>
      <input type="hidden" name="confirm" value="true" />
      <p class="go">
        <button type="submit" class="button primary">
          Test {label} now
        </button>
      </p>
    </form>
  );
}

function offerText({ model, requests, estimate, costs }: TestOffer): string {
  if (model === null) return 'Asks for the list of models, which costs nothing. Name a model to test more.';
  const what = `Sends ${requests} requests of at most 16 tokens each to ${model}`;
  if (!costs) return `${what}, which cost nothing here.`;
  const most = estimate?.maxCostPicodollars ?? null;
  return most === null ? `${what}. What they cost is not known: no price is.` : `${what}: ${usd(most)} at most.`;
}

/** Asks before it is done, without a script. */
function Removal({ id, label }: { readonly id: string; readonly label: string }) {
  return (
    <details class="pad">
      <summary class="muted small">
        Remove<span class="unseen"> {label}</span>
      </summary>
      <form method="post" action={`/connections/${id}/removal`}>
        <p>Its key is deleted. What was asked on it stays in the history, under its name.</p>
        <button type="submit" class="button">
          Remove {label} for good
        </button>
      </form>
    </details>
  );
}
