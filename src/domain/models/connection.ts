import type { ListedModel } from './listed-model.ts';

/** A named OpenAI-compatible endpoint. Its key never leaves the provider. */
export interface Connection {
  readonly id: string;
  readonly label: string;
  /** Where requests go; `null` for the built-in model, which is inside the process. */
  readonly baseUrl: string | null;
  readonly kind: 'built_in' | 'environment' | 'discovered' | 'added';
  /** Whether requests on it are free of charge, as on the built-in model. */
  readonly free: boolean;
  /** The last four characters of its key, for people to tell keys apart; `null` without a key. */
  readonly keyHint: string | null;
  /** What is to be said wherever answers of a demonstration show; `null` for a real service. */
  readonly demoLabel: string | null;
  /** The preset that says how it is asked; only one that a person added names it. */
  readonly preset?: string;
  /** Whether list prices hold wherever its address leads. */
  readonly listPrices?: boolean;
}

/** A model that a connection serves. */
export interface ServedModel {
  readonly id: string;
  readonly connection: string;
  /** What the service's own list says of it. */
  readonly listed?: ListedModel;
}

/** What listing a connection's models gave: the models, or one sentence on why there are none. */
export interface ConnectionModels {
  readonly connection: Connection;
  /** Those that answer chat requests. */
  readonly models: readonly ServedModel[];
  /** Those for something else. */
  readonly others?: readonly ServedModel[];
  readonly problem: string | null;
}

/** What is known of a model taking a parameter. */
export interface Capability {
  readonly param: string;
  readonly accepted: boolean;
  /** Why we think so, in words, with a date. */
  readonly reason: string;
}

/** `connection/model`, the value of the model picker. */
export function modelKey(connection: string, model: string): string {
  return `${connection}/${model}`;
}

/** The two parts of a `connection/model` key; model ids may hold slashes themselves. */
export function parseModelKey(key: string): { readonly connection: string; readonly model: string } | null {
  const slash = key.indexOf('/');
  return slash <= 0 || slash === key.length - 1
    ? null
    : { connection: key.slice(0, slash), model: key.slice(slash + 1) };
}
