/** An edit's answer names its places itself. */
export const EDITING = { 'hx-swap': 'none' } as const;
