/** Where generated code sends its request. A key is only ever named: code holds the variable, never the key. */
export interface CodeTarget {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** The environment variable that holds the key; `null` for a service that wants none. */
  readonly keyVariable: string | null;
}

/** The address and the key that the openai clients use by themselves. */
export const OPENAI_TARGET: CodeTarget = { baseUrl: 'https://api.openai.com/v1', keyVariable: 'OPENAI_API_KEY' };

/** Whether a client finds the address and the key without being told. */
export function isDefault({ baseUrl, keyVariable }: CodeTarget): boolean {
  return baseUrl === OPENAI_TARGET.baseUrl && keyVariable === OPENAI_TARGET.keyVariable;
}
