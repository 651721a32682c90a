import type { RequestForm } from '../chat/request-form.ts';

/**
 * What is known of a service before it is asked: where it is, how its key is sent, how a request must be shaped for it and what its
 * answers leave out. Data with a source and a day, so that it can be looked up and mended; what a service says itself goes before it.
 */
export interface ServicePreset {
  readonly id: string;
  readonly label: string;
  /** As a person would type it; capitals stand for what is the person's own. `null`: there is no usual one. */
  readonly baseUrl: string | null;
  /** Where a key is made; `null`: it needs none. */
  readonly keyUrl: string | null;
  /** The hosts it answers at, tried against the host of a base URL; `null`: any. */
  readonly hosts: RegExp | null;
  /** How requests are shaped for it, where that differs from OpenAI's. */
  readonly form: Partial<RequestForm>;
  /** The header that carries the key, as it is, or after the word Bearer. */
  readonly key: { readonly header: string; readonly bearer: boolean };
  readonly headers: Readonly<Record<string, string>>;
  /** Sent with every request. */
  readonly query: Readonly<Record<string, string>>;
  /** Where its models are listed: a path after the base URL, or a whole address; `null`: nowhere. */
  readonly list: string | null;
  /** Whether that list may name prices. */
  readonly listsPrices: boolean;
  /** Headers that listing models needs beside, the key among them where `KEY` stands. */
  readonly listHeaders: Readonly<Record<string, string>>;
  /** Thinking shows in the total of tokens alone. */
  readonly hidesReasoning: boolean;
  /** Models for which it also charges per request or search, so that tokens alone do not make the cost. */
  readonly chargesPerRequest: RegExp | null;
  /** Models that only its Responses API serves; `null`: it has none, or no such API. */
  readonly responsesOnly: RegExp | null;
  /** Whose published prices hold, by the id in the table of prices; `null`: as the address says, if at all. */
  readonly priceList: string | null;
  /** What a person should know, in sentences. */
  readonly notes: readonly string[];
  /** Where this comes from, and the day it was last compared with it. */
  readonly source: string;
  readonly checked: string;
}

/** OpenAI's own way, from which the others are told apart. */
export const USUAL = {
  form: {},
  key: { header: 'Authorization', bearer: true },
  headers: {},
  query: {},
  list: '/models',
  listsPrices: false,
  listHeaders: {},
  hidesReasoning: false,
  chargesPerRequest: null,
  responsesOnly: null,
  priceList: null,
  notes: [],
  checked: '2026-11-28',
} as const satisfies Partial<ServicePreset>;

/** The part of it that shapes requests and tells how answers are read: what a connection of one's own may set otherwise. */
export type ConnectionProfile = Pick<
  ServicePreset,
  'form' | 'key' | 'headers' | 'query' | 'list' | 'listHeaders' | 'hidesReasoning' | 'chargesPerRequest' | 'priceList'
>;
