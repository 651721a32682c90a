import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import type { Context, MiddlewareHandler } from 'hono';
import { AppError } from '../errors.ts';
import { isLoopback } from '../platform/loopback.ts';
import { incomingOf } from './incoming.ts';

export interface HostGuardOptions {
  /** The `host[:port]` names under which this server may be asked, in lower case; a function, as the port is known only after listening. */
  readonly hosts: () => ReadonlySet<string>;
}

/**
 * Stands against DNS rebinding: a foreign page whose name was made to resolve to this machine is same-origin with it to the browser,
 * and only its Host header tells. So there must be exactly one Host header, it must be in the list to the letter, and the URL asked for
 * (which a request line in absolute form can set apart from the header) must have that same host.
 */
export function hostGuard({ hosts }: HostGuardOptions): MiddlewareHandler {
  return async function guardHost(c, next) {
    const named = hostHeaders(c);
    const host = named[0]?.toLowerCase();
    if (named.length !== 1 || host === undefined || !hosts().has(host) || !urlHasHost(c.req.url, host)) {
      throw new AppError(
        403,
        'host-refused',
        'This address is not one that Tempera answers to. Use the address printed at its start, or add yours to TEMPERA_PUBLIC_HOSTS.',
      );
    }
    await next();
  };
}

export interface AllowedHostsOptions {
  /** The address or name listened on. */
  readonly host: string;
  readonly port: number;
  /** Further names, with port where not the default one, under which a proxy serves the pages. */
  readonly publicHosts: readonly string[];
  /** As `os.networkInterfaces()` gives them. */
  readonly interfaces?: Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;
}

/**
 * The hosts to answer to: loopback, the names given, and off loopback also the machine's own literal addresses: rebinding needs a
 * name, so a literal address can only be meant.
 */
export function allowedHosts({
  host,
  port,
  publicHosts,
  interfaces = networkInterfaces(),
}: AllowedHostsOptions): ReadonlySet<string> {
  const own = isLoopback(host) ? [host] : [host, ...addresses(interfaces)];
  const names = ['127.0.0.1', 'localhost', '::1', ...own.filter((name) => !isWildcard(name))].map(bracketed);
  const withPort = names.map((name) => `${name}:${port}`);
  const isDefaultPort = port === 80 || port === 443;
  return new Set([...withPort, ...(isDefaultPort ? names : []), ...publicHosts].map((name) => name.toLowerCase()));
}

function hostHeaders(c: Context): readonly string[] {
  const raw = incomingOf(c)?.rawHeaders;
  if (raw === undefined) return [c.req.header('Host') ?? new URL(c.req.url).host];
  return raw.filter((_, index) => index % 2 === 1 && raw[index - 1]?.toLowerCase() === 'host');
}

/** The URL leaves out its scheme's default port, so the header is read the same way. */
function urlHasHost(url: string, host: string): boolean {
  const asked = new URL(url);
  const named = `${asked.protocol}//${host}`;
  return URL.canParse(named) && new URL(named).host === asked.host;
}

function addresses(interfaces: NonNullable<AllowedHostsOptions['interfaces']>): readonly string[] {
  return Object.values(interfaces).flatMap((found) => (found ?? []).map(({ address }) => address));
}

function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

/** No name of a host holds a colon. `isIPv6` would compile its pattern at every start, which takes 5 ms. */
function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
