import type { DraftSettings } from '../notebook/notebook.ts';
import type { AskedModel } from '../run/run.ts';
import { type ConnectionModels, parseModelKey } from './connection.ts';
import { connectionsAsWritten, eachOnce, readModelList } from './model-list.ts';

/** A model that a draft asks, as it is shown. */
export interface PickedModel extends AskedModel {
  /** What its connection is called; its id where there is no such connection. */
  readonly service: string;
  /** Its connection has a list of models, and it is not in it. */
  readonly unlisted: boolean;
}

/** The models of a draft, each once, in their order; also of one whose list of models cannot be asked as it stands. */
export function pickedModels(
  { model, more_models: more }: Pick<DraftSettings, 'model' | 'more_models'>,
  groups: readonly ConnectionModels[],
): readonly PickedModel[] {
  const first = parseModelKey(model);
  const written = connectionsAsWritten(more);
  const named = (name: string) => connectionNamed(groups, name) ?? written(name);
  const others = readModelList(more, first?.connection ?? '', named);
  const asked = eachOnce([...(first === null ? [] : [first]), ...(others.ok ? others.value : [])]);
  return asked.map((one) => {
    const group = groups.find(({ connection }) => connection.id === one.connection);
    const known = [...(group?.models ?? []), ...(group?.others ?? [])].some(({ id }) => id === one.model);
    const unlisted = group !== undefined && group.problem === null && !known;
    return { ...one, service: group?.connection.label ?? one.connection, unlisted };
  });
}

function connectionNamed(groups: readonly ConnectionModels[], text: string): string | null {
  const name = text.trim().toLowerCase();
  const all = groups.map(({ connection }) => connection);
  return (all.find(({ id }) => id === name) ?? all.find(({ label }) => label.toLowerCase() === name))?.id ?? null;
}
