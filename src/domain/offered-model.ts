import type { Capability, Connection } from './connection.ts';
import type { UnitPrices } from './cost.ts';
import type { ModelKind } from './listed-model.ts';

/** A model as it is offered, with what is known of it: from its service's list, else from dated tables; `null`: not known. */
export interface OfferedModel {
  readonly connection: string;
  readonly id: string;
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
  readonly favourite: boolean;
  /** A dated state of a model that is offered under its own name as well. */
  readonly snapshot: boolean;
}

/** The models of one connection: those that chat, and those for something else. */
export interface OfferedGroup {
  readonly connection: Connection;
  readonly models: readonly OfferedModel[];
  readonly others: readonly OfferedModel[];
  readonly problem: string | null;
}

/** Models whose id or connection holds every word of a search, in any case; favourites first, otherwise in their order. */
export function searchModels(
  groups: readonly OfferedGroup[],
  { text, snapshots = false }: { readonly text: string; readonly snapshots?: boolean },
): readonly OfferedGroup[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return groups.map((group) => {
    const label = group.connection.label.toLowerCase();
    const fits = ({ id }: OfferedModel) => words.every((word) => `${label} ${id.toLowerCase()}`.includes(word));
    const shown = ({ snapshot, favourite, id }: OfferedModel) =>
      !snapshot ||
      snapshots ||
      favourite ||
      words.some((word) => id.toLowerCase().includes(word) && /\d{4}/.test(word));
    const models = group.models.filter((model) => fits(model) && shown(model));
    return {
      ...group,
      models: [...models].sort((a, b) => Number(b.favourite) - Number(a.favourite)),
      others: group.others.filter(fits),
    };
  });
}
