import { type Connection, modelKey } from '../../src/domain/models/connection.ts';
import type { OfferedModel } from '../../src/domain/models/offered-model.ts';
import { perMillionText } from '../../src/domain/money/custom-price.ts';
import { domId } from '../dom-id.ts';
import { plural, tokensText } from '../format.ts';
import { Icon } from '../icon.tsx';

/** What of one connection's models is offered for a search. */
interface ModelChoiceGroup {
  readonly connection: Connection;
  readonly models: readonly OfferedModel[];
  /** How many more there are than are shown. */
  readonly more: number;
  readonly problem: string | null;
}

export interface ModelChoicesProps {
  readonly experiment: number;
  readonly groups: readonly ModelChoiceGroup[];
  /** The keys of the models that are picked. */
  readonly picked: ReadonlySet<string>;
  /** An id that was typed and that no list names, with the connections it can be asked on. */
  readonly unlisted: { readonly model: string; readonly connections: readonly Connection[] } | null;
}

/** The list under the field of models: what a search found, by connection; and what no list names, said to be so. */
export function ModelChoices({ experiment, groups, picked, unlisted }: ModelChoicesProps) {
  const favourites = groups.flatMap(({ connection, models }) =>
    models.filter(({ favourite }) => favourite).map((model) => ({ model, connection })),
  );
  const shown = groups
    .map((group) => ({ ...group, models: group.models.filter(({ favourite }) => !favourite) }))
    .filter(({ models }) => models.length > 0);
  const typed = unlisted === null ? [] : unlisted.connections.map((connection) => ({ connection, id: unlisted.model }));
  const option = (key: string) => ({
    role: 'option',
    tabindex: -1,
    id: `${modelListId(experiment)}-${encodeURIComponent(key)}`,
    'aria-selected': picked.has(key) ? 'true' : 'false',
    'data-key': key,
  });
  return (
    <>
      <p class="choice-heads" aria-hidden="true">
        <span>Model</span>
        <span>Context</span>
        <span>
          <span class="roomy">$ per million </span>in
        </span>
        <span>out</span>
      </p>
      {favourites.length + shown.length + typed.length === 0 && <p class="pad small muted">No model is called that.</p>}
      <div role="listbox" id={modelListId(experiment)} aria-label="Models" aria-multiselectable="true" tabindex={-1}>
        {favourites.length > 0 && (
          <fieldset aria-label="Favourites">
            <p class="choice-group" aria-hidden="true">
              Favourites
            </p>
            {favourites.map(({ model, connection: { id, label } }) => (
              <Choice option={option(modelKey(id, model.id))} model={model} service={label} />
            ))}
          </fieldset>
        )}
        {shown.map(({ connection, models, more }) => (
          <fieldset aria-label={connection.label}>
            <p class="choice-group" aria-hidden="true">
              <bdi>{connection.label}</bdi>
              {more > 0 && <span>{plural(more, 'more model')}: type to find them</span>}
            </p>
            {models.map((model) => (
              <Choice option={option(modelKey(connection.id, model.id))} model={model} service={connection.label} />
            ))}
          </fieldset>
        ))}
        {typed.length > 0 && (
          <fieldset aria-label="Not listed">
            <p class="choice-group" aria-hidden="true">
              Not listed
            </p>
            {typed.map(({ connection, id }) => (
              <Unlisted option={option(modelKey(connection.id, id))} model={id} service={connection.label} />
            ))}
          </fieldset>
        )}
      </div>
      <p class="choice-foot small muted">
        <button type="button" class="button quiet" data-refresh>
          Refresh models
        </button>
        <a href="/models">Compare</a>
        <span>Enter picks, Shift Enter marks a favourite</span>
      </p>
    </>
  );
}

interface ChoiceProps {
  /** What makes it an option of the list. */
  readonly option: Readonly<Record<string, string | number>>;
  readonly service: string;
}

function Choice({ option, service, model }: ChoiceProps & { readonly model: OfferedModel }) {
  const { id, context, favourite } = model;
  return (
    <div {...option} data-name={id} data-service={service} data-favourite={String(favourite)}>
      <span class="mark">
        <Icon name="good" />
      </span>
      <span class="cut">
        <bdi>{id}</bdi>
        <span class={favourite ? 'muted small' : 'unseen'}> on {service}</span>
        {favourite && <span class="unseen">, favourite</span>}
      </span>
      <span class="num">
        {context !== null && (
          <>
            {tokensText(context)}
            <span class="unseen"> tokens of context</span>
          </>
        )}
      </span>
      <Prices model={model} />
      <span class="star" data-star title="Favourite">
        <Icon name="star" />
      </span>
    </div>
  );
}

function Prices({ model: { prices, free } }: { readonly model: OfferedModel }) {
  if (prices === null) return <span class="num both">{free ? 'free' : 'unpriced'}</span>;
  return (
    <>
      <span class="num">
        ${perMillionText(prices.input)}
        <span class="unseen"> in per million tokens</span>
      </span>
      <span class="num">
        ${perMillionText(prices.output)}
        <span class="unseen"> out</span>
      </span>
    </>
  );
}

function Unlisted({ option, service, model }: ChoiceProps & { readonly model: string }) {
  return (
    <div {...option} data-name={model} data-service={service} data-unlisted>
      <span class="mark">
        <Icon name="good" />
      </span>
      <span class="wide">
        <bdi>{model}</bdi> on <bdi>{service}</bdi>
        <span class="unseen">, not listed</span>
      </span>
    </div>
  );
}

/** The id of the list of an experiment's field of models. */
export function modelListId(experiment: number): string {
  return domId('experiment', experiment, 'model-list');
}
