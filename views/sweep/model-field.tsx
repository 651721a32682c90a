import { type ConnectionModels, modelKey } from '../../src/domain/models/connection.ts';
import { type PickedModel, pickedModels } from '../../src/domain/models/picked-models.ts';
import { SETTING_LABELS } from '../../src/domain/notebook/draft.ts';
import type { ExperimentCell } from '../../src/domain/notebook/notebook.ts';
import { domId } from '../dom-id.ts';
import { errorId, FieldError } from '../experiments/field-error.tsx';
import { Icon } from '../icon.tsx';
import { modelListId } from './model-choices.tsx';

interface ModelFieldProps {
  readonly cell: ExperimentCell;
  readonly models: readonly ConnectionModels[];
}

/**
 * The models to ask: a chip for each, and a field to find more in a list that opens above it. What is sent are two plain fields, which
 * stand in its place where there are no scripts.
 */
export function ModelField({ cell, models }: ModelFieldProps) {
  const { settings } = cell.draft;
  const id = domId('experiment', cell.id, 'model');
  const picked = pickedModels(settings, models);
  const errors = [errorId(cell.id, 'model'), errorId(cell.id, 'more_models')];
  const several = new Set(picked.map(({ connection }) => connection)).size > 1;
  return (
    <div class="field model" data-models={`/experiments/${cell.id}/model-choices`}>
      <label for={id}>{SETTING_LABELS.model}</label>
      <div class="picker">
        <span class={several ? 'picked several' : 'picked'} id={`${id}-picked`}>
          {picked.map((model) => (
            <ModelChip {...model} />
          ))}
        </span>
        <input
          id={id}
          type="text"
          role="combobox"
          aria-expanded="false"
          aria-autocomplete="list"
          aria-controls={modelListId(cell.id)}
          aria-describedby={[`${id}-picked`, ...errors].join(' ')}
          data-error={errors[0]}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          placeholder="Add…"
        />
      </div>
      <Fallback cell={cell} />
      <template>
        <ModelChip connection="" model="" service="" unlisted={false} />
      </template>
      <div class="pop model-panel" hidden />
      <span class="unseen" role="status" />
      <FieldError experiment={cell.id} path="model" message={null} />
      <FieldError experiment={cell.id} path="more_models" message={null} />
      <Problems groups={models.filter(({ problem }) => problem !== null)} />
    </div>
  );
}

/** A model that was picked; its connection is seen where several are asked. */
function ModelChip({ connection, model, service, unlisted }: PickedModel) {
  return (
    <span class={unlisted ? 'chip unlisted' : 'chip'} data-key={modelKey(connection, model)}>
      <bdi class="on-service muted">{service}</bdi>
      <bdi class="name-of" title={model}>
        {model}
      </bdi>
      <span class="not-listed muted">not listed</span>
      <button type="button" class="button quiet tiny" aria-label={`Remove ${model}`} data-remove>
        <Icon name="close" />
      </button>
    </span>
  );
}

/** What the form sends, out of sight where the list works. */
function Fallback({ cell: { draft } }: Pick<ModelFieldProps, 'cell'>) {
  const { model, more_models } = draft.settings;
  return (
    <span class="without-scripts">
      <input name="model" value={model} aria-label="Connection and id" placeholder="openai/gpt-5" autocomplete="off" />
      <input
        name="more_models"
        value={more_models}
        aria-label="Further ids"
        placeholder="gpt-5-mini, groq: llama-3.3-70b"
        autocomplete="off"
      />
    </span>
  );
}

/** Which services gave no list of models: one in full, several by name, as each experiment says it in a narrow field. */
function Problems({ groups }: { readonly groups: readonly ConnectionModels[] }) {
  const [first, ...others] = groups;
  if (first === undefined) return null;
  if (others.length === 0)
    return (
      <span class="warn small">
        <bdi>{first.connection.label}</bdi>: {first.problem}
      </span>
    );
  return (
    <span class="warn small">
      No models from{' '}
      {groups.map(({ connection }, place) => (
        <>
          {place > 0 && ', '}
          <bdi>{connection.label}</bdi>
        </>
      ))}
      : <a href="/models">why</a>
    </span>
  );
}
