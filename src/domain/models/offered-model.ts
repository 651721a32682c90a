import type { UnitPrices } from '../money/cost.ts';
import type { Capability, Connection } from './connection.ts';
import type { ListedModel, ModelKind } from './listed-model.ts';

/** A model by what it is found by. */
export interface NamedModel {
  readonly connection: string;
  readonly id: string;
  readonly favourite: boolean;
  /** A dated state of a model that is offered under its own name as well. */
  readonly snapshot: boolean;
  /** What the service's own list says of it. */
  readonly listed?: ListedModel;
}

/** A model as it is offered, with what is known of it: from its service's list, else from dated tables; `null`: not known. */
export interface OfferedModel extends NamedModel {
  readonly kind: ModelKind;
  /** Tokens of a prompt and its answer together. */
  readonly context: number | null;
  readonly outputLimit: number | null;
  readonly prices: UnitPrices | null;
  readonly free: boolean;
  /** By the service's own names. */
  readonly parameters: readonly string[] | null;
  /** Whether it takes a temperature other than its default. */
  readonly temperature: Capability;
}

/** The models of one connection: those that chat, and those for something else. */
interface ModelGroup<Model extends NamedModel> {
  readonly connection: Connection;
  readonly models: readonly Model[];
  readonly others: readonly Model[];
  readonly problem: string | null;
}
export type NamedGroup = ModelGroup<NamedModel>;
export type OfferedGroup = ModelGroup<OfferedModel>;

/**
 * Models whose id or connection holds every word of a search, in any case; favourites first, otherwise in their order. Without
 * `snapshots`, dated ones are found only by a part of their date, or as favourites.
 */
export function searchModels(
  groups: readonly NamedGroup[],
  { text, snapshots = false }: { readonly text: string; readonly snapshots?: boolean },
): readonly NamedGroup[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return groups.map((group) => {
    const label = group.connection.label.toLowerCase();
    const fits = ({ id }: NamedModel) => words.every((word) => `${label} ${id.toLowerCase()}`.includes(word));
    const isDateTyped = ({ id }: NamedModel) =>
      words.some((word) => /\d{4}/.test(word) && id.toLowerCase().includes(word));
    const shown = (model: NamedModel) => snapshots || !model.snapshot || model.favourite || isDateTyped(model);
    const models = group.models.filter((model) => fits(model) && shown(model));
    return {
      ...group,
      models: [...models].sort((a, b) => Number(b.favourite) - Number(a.favourite)),
      others: group.others.filter(fits),
    };
  });
}
