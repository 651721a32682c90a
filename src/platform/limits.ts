export const MEGABYTE = 1_000_000;

/** Bodies up to 2 MB; whole notebooks, at the import paths, up to 20 MB. */
export const BODY_LIMITS = { ordinary: 2 * MEGABYTE, imports: 20 * MEGABYTE } as const;

/**
 * For node's HTTP server, in milliseconds where a time: all but `maxConnections` are options of `createServer`, that one is a property of
 * the server. A request must have arrived in full within 30 s, however slowly it drips; answers, such as event streams, may last.
 */
export const SERVER_LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 5_000,
  maxConnections: 500,
} as const;
