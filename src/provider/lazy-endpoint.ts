import type { Endpoint } from './openai/openai.ts';
import type { EndpointOptions } from './openai/openai-client.ts';

/**
 * An endpoint whose client is loaded at the first request: the openai package is more than a hundred modules, which a
 * start need not wait for.
 */
export function lazyEndpoint(options: EndpointOptions): Endpoint {
  let opening: Promise<Endpoint> | null = null;
  const open = () => {
    opening ??= import('./openai/openai.ts').then(({ openEndpoint }) => openEndpoint(options));
    return opening;
  };
  return {
    chat: async (request) => (await open()).chat(request),
    listModels: async (signal) => (await open()).listModels(signal),
  };
}
