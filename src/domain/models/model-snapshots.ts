/** A date at the end of a model's name, as in `gpt-4o-2024-08-06`, `gpt-4-0613` or `claude-sonnet-4-20250514`. */
const DATED = /^(.+)-(?:\d{4}-\d{2}-\d{2}|\d{8}|\d{4})$/;

/**
 * Parts models into those with a name of their own and dated snapshots of one of these. A dated name whose undated form is not among
 * the models stands for itself. Both keep their order.
 */
export function partSnapshots<Model extends { readonly id: string }>(
  models: readonly Model[],
): { readonly named: readonly Model[]; readonly snapshots: readonly Model[] } {
  const ids = new Set(models.map(({ id }) => id));
  const isSnapshot = ({ id }: Model) => ids.has(DATED.exec(id)?.[1] ?? '');
  return { named: models.filter((model) => !isSnapshot(model)), snapshots: models.filter(isSnapshot) };
}
