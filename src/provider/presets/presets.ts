import type { Connection } from '../../domain/models/connection.ts';
import type { RequestForm } from '../chat/request-form.ts';
import { HOSTED } from './hosted.ts';
import { LOCAL, LOCAL_PRESETS, OTHER } from './local.ts';
import type { ServicePreset } from './preset.ts';

/** Every service that something is known of. */
export const PRESETS: readonly ServicePreset[] = [...HOSTED, ...LOCAL_PRESETS, OTHER];

export function presetById(id: string): ServicePreset | null {
  return PRESETS.find((preset) => preset.id === id) ?? null;
}

/** The service at an address, told by its host; any other one is asked in OpenAI's way. */
export function presetAt(baseUrl: string): ServicePreset {
  const { hostname, pathname } = new URL(baseUrl);
  const found = HOSTED.find(({ hosts }) => hosts?.test(hostname) ?? false) ?? OTHER;
  // A deployment in the address is that of the dated API.
  const isDated = found.id === 'azure' && pathname.includes('/deployments/');
  return isDated ? (presetById('azure-dated') ?? found) : found;
}

/** What is known of the service behind a connection: as the person said of one that was added, else by the address. */
export function presetOf({ kind, baseUrl, preset }: ServiceOf): ServicePreset {
  const chosen = kind === 'added' ? presetById(preset ?? OTHER.id) : null;
  if (chosen !== null && chosen !== OTHER) return chosen;
  return baseUrl === null ? OTHER : presetAt(baseUrl);
}

type ServiceOf = Pick<Connection, 'kind' | 'baseUrl' | 'preset'>;

/** How requests are shaped for a connection before anything was learned of it. */
export function formFor(connection: ServiceOf): Partial<RequestForm> {
  return connection.kind === 'discovered' ? LOCAL.form : presetOf(connection).form;
}

/** Whether a model is asked through the Responses API, as it is served nowhere else. */
export function isOnResponses(connection: ServiceOf | null, model: string): boolean {
  return connection !== null && (presetOf(connection).responsesOnly?.test(model) ?? false);
}

/** Whether a model's requests are charged for by the piece as well. */
export function chargesPerRequest(connection: ServiceOf | null, model: string): boolean {
  return connection !== null && (presetOf(connection).chargesPerRequest?.test(model) ?? false);
}
