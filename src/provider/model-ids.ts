import { parsedJson } from '../domain/json.ts';
import { isRecord } from './json.ts';
import { ProviderError } from './provider-error.ts';
import { withoutSecrets } from './secret-filter.ts';

/**
 * Reads the ids of `{"data": [{"id"}]}`, or of the bare list that some gateways send; without what holds a secret.
 * @throws ProviderError when the text is no model list
 */
export function modelIds(text: string, secrets: readonly string[]): readonly string[] {
  const list = parsedJson(text);
  const data = isRecord(list) && 'data' in list ? (list['data'] ?? []) : list;
  if (!Array.isArray(data)) throw new ProviderError('not_an_openai_endpoint', 'No model list.');
  return data
    .flatMap((model: unknown) => (isRecord(model) && typeof model['id'] === 'string' ? [model['id']] : []))
    .filter((id) => isNoKey(id, secrets));
}

/** A hostile list could name the key as a model. */
function isNoKey(id: string, secrets: readonly string[]): boolean {
  return withoutSecrets(id, secrets) === id;
}
