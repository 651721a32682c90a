import { CAP_SCOPES, type Caps } from '../domain/money/caps.ts';
import { askedModels, type RunRequest } from '../domain/run/run.ts';
import type { ModelCatalog } from '../models/model-catalog.ts';
import type { StoredSpendingRules } from '../spending/stored-rules.ts';

/** Whether any cap on money is set. */
function capsMoney(caps: Caps): boolean {
  return CAP_SCOPES.some((scope) => caps[scope].money !== null);
}

/** What caps on money cannot do for a run: hold a model whose price is not known. `null` when there is nothing to say. */
export function unpricedWarningText(
  {
    models,
    rules,
  }: { readonly models: Pick<ModelCatalog, 'prices' | 'isFree'>; readonly rules: Pick<StoredSpendingRules, 'rules'> },
  request: Pick<RunRequest, 'connection' | 'sweep' | 'addedColumns'>,
): string | null {
  if (!capsMoney(rules.rules.caps)) return null;
  const unpriced = askedModels(request)
    .filter(({ connection, model }) => !models.isFree(connection) && models.prices(connection, model) === null)
    .map(({ model }) => model);
  if (unpriced.length === 0) return null;
  const names = unpriced.slice(0, 3).join(', ') + (unpriced.length > 3 ? ` and ${unpriced.length - 3} more` : '');
  return `No price is known for ${names}: caps on money cannot hold it, caps on tokens and requests do.`;
}
