import { afterAll, beforeAll } from 'vitest';
import type { Provider } from '../../src/provider/provider.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { providerFor } from './asking.ts';

/** A scripted endpoint and a provider that asks it, which all tests of a file share. */
export function oneProvider(): { readonly endpoint: ScriptedEndpoint; readonly provider: Provider } {
  const made: { endpoint?: ScriptedEndpoint; provider?: Provider } = {};
  beforeAll(async () => {
    made.endpoint = await startScriptedEndpoint();
    made.provider = providerFor(made.endpoint.baseUrl);
  });
  afterAll(async () => {
    await made.provider?.close();
    await made.endpoint?.close();
  });
  return {
    get endpoint() {
      return started(made.endpoint);
    },
    get provider() {
      return started(made.provider);
    },
  };
}

function started<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error('it is started before the tests, not before that');
  return thing;
}
