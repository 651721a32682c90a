/** Where the person finds the key and the address that a message is about: half sentences that messages end in. */
export interface Mending {
  readonly giveKey: string;
  readonly checkKey: string;
  readonly checkAddress: string;
  readonly setAddress: string;
}

export const IN_ENVIRONMENT: Mending = {
  giveKey: 'Set OPENAI_API_KEY and start Tempera again',
  checkKey: 'Check OPENAI_API_KEY',
  checkAddress: 'Check OPENAI_BASE_URL',
  setAddress: 'set OPENAI_BASE_URL to it',
};

/** For a connection of the page, the variable that holds its key among it; `null`: its key was typed there. */
export function onPage(keyEnv: string | null): Mending {
  return {
    giveKey:
      keyEnv === null ? 'Give it one on the Connections page' : `Set the variable ${keyEnv} and start Tempera again`,
    checkKey: keyEnv === null ? 'Change it on the Connections page' : `Check the variable ${keyEnv}`,
    checkAddress: 'Check its address on the Connections page',
    setAddress: 'set it on the Connections page',
  };
}
