import { type ConnectionModels, modelKey, parseModelKey } from '../../src/domain/connection.ts';
import { SETTING_LABELS } from '../../src/domain/draft.ts';
import type { ExperimentCell } from '../../src/domain/notebook.ts';
import { domId } from '../dom-id.ts';
import { errorId, FieldError } from '../experiments/field-error.tsx';
import { modelChoicesId } from './axis-fields.tsx';

interface ModelFieldProps {
  readonly cell: ExperimentCell;
  readonly models: readonly ConnectionModels[];
}

/** The model to ask, by connection. A model that an endpoint does not list can be named by hand. */
export function ModelField({ cell, models }: ModelFieldProps) {
  const chosen = cell.draft.settings.model;
  const id = domId('experiment', cell.id, 'model');
  const offered = models.flatMap((group) => group.models.map((model) => modelKey(model.connection, model.id)));
  const unlisted = chosen !== '' && !offered.includes(chosen);
  return (
    <div class="field model">
      <label for={id}>{SETTING_LABELS.model}</label>
      <select id={id} name="model" aria-describedby={errorId(cell.id, 'model')} data-error={errorId(cell.id, 'model')}>
        {unlisted && (
          <option value={chosen} selected>
            {parseModelKey(chosen)?.model ?? chosen} (not listed)
          </option>
        )}
        {models.map((group) => (
          <ModelGroup group={group} chosen={chosen} />
        ))}
      </select>
      <label class="named small">
        Its name
        <input name="model_name" autocomplete="off" spellcheck={false} placeholder="as the endpoint calls it" />
      </label>
      <datalist id={modelChoicesId(cell.id)}>
        {models.map(({ connection, models: own }) =>
          own.map(({ id: name }) => <option value={`${connection.id}: ${name}`} label={connection.label} />),
        )}
      </datalist>
      <FieldError experiment={cell.id} path="model" message={null} />
      <Problems groups={models.filter(({ problem }) => problem !== null)} />
    </div>
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

function ModelGroup({
  group: { connection, models },
  chosen,
}: {
  readonly group: ConnectionModels;
  readonly chosen: string;
}) {
  return (
    <optgroup label={connection.label}>
      {models.map((model) => {
        const key = modelKey(model.connection, model.id);
        return (
          <option value={key} selected={key === chosen}>
            {model.id}
          </option>
        );
      })}
      {connection.kind !== 'built_in' && (
        <option value={modelKey(connection.id, '')} data-unlisted>
          another one…
        </option>
      )}
    </optgroup>
  );
}
