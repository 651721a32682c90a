import { ProviderError } from './provider-error.ts';

/** There is no key for an endpoint that is known to want one. */
export function missingKey(label: string): ProviderError {
  return new ProviderError(
    'no_key',
    `${label} needs a key. Get one at https://platform.openai.com/api-keys, set OPENAI_API_KEY to it and start Tempera again.`,
  );
}
