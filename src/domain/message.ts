export const ROLES = ['system', 'developer', 'user', 'assistant'] as const;
export type Role = (typeof ROLES)[number];

/** One chat message as the API takes it; `name` tells participants of the same role apart. */
export interface Message {
  readonly role: Role;
  readonly content: string;
  readonly name?: string;
}
