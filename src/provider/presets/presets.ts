import type { Connection } from '../../domain/connection.ts';
import type { RequestForm } from '../request-form.ts';
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
  const { hostname } = new URL(baseUrl);
  return HOSTED.find(({ hosts }) => hosts?.test(hostname) ?? false) ?? OTHER;
}

/** How requests are shaped for a connection before anything was learned of it. */
export function formFor({ kind, baseUrl }: Pick<Connection, 'kind' | 'baseUrl'>): Partial<RequestForm> {
  if (kind === 'discovered') return LOCAL.form;
  return baseUrl === null ? {} : presetAt(baseUrl).form;
}

/** Whether a model's requests are charged for by the piece as well. */
export function chargesPerRequest(connection: Pick<Connection, 'baseUrl'> | null, model: string): boolean {
  const baseUrl = connection?.baseUrl ?? null;
  return baseUrl !== null && (presetAt(baseUrl).chargesPerRequest?.test(model) ?? false);
}
