import { isThisMachine } from './address-rules.ts';

/** Through whom requests leave, as `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` say. */
export interface ProxySettings {
  readonly https: string | null;
  readonly http: string | null;
  /** Hosts that are asked directly: `example.test` with all below it, `host:port`, or `*` for all. */
  readonly bypass: readonly string[];
}

export const NO_PROXIES: ProxySettings = { https: null, http: null, bypass: [] };

/** Reads the settings by their names. @throws Error in one sentence for an address that no proxy has */
export function readProxies(named: (name: string) => string | null): ProxySettings {
  const bypass = (named('NO_PROXY') ?? '').split(/[\s,]+/).filter((entry) => entry !== '');
  return {
    https: address('HTTPS_PROXY', named('HTTPS_PROXY')),
    http: address('HTTP_PROXY', named('HTTP_PROXY')),
    bypass,
  };
}

function address(name: string, value: string | null): string | null {
  if (value === null) return null;
  const url = value.includes('://') ? value : `http://${value}`;
  if (URL.canParse(url) && /^https?:/.test(url)) return url;
  throw new Error(`${name} must be the address of an HTTP proxy, as in http://proxy.example:3128.`);
}

/** The proxy that a request to this address goes through; `null`: none. This machine is never asked through one. */
export function proxyFor(url: URL, { https, http, bypass }: ProxySettings): string | null {
  const proxy = url.protocol === 'https:' ? https : http;
  if (proxy === null || isThisMachine(url.hostname)) return null;
  return bypass.some((entry) => covers(entry.toLowerCase(), url)) ? null : proxy;
}

/** What a proxy is told to let us through, which no log may hold. */
export function proxyPasswords({ https, http }: ProxySettings): readonly string[] {
  return [https, http].flatMap((proxy) => {
    const { password } = proxy === null ? { password: '' } : new URL(proxy);
    return password === '' ? [] : [password];
  });
}

function covers(entry: string, url: URL): boolean {
  if (entry === '*') return true;
  const [, name = entry, port = null] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  if (port !== null && port !== (url.port || (url.protocol === 'https:' ? '443' : '80'))) return false;
  const bare = name.replace(/^\*?\./, '');
  return bare !== '' && (url.hostname === bare || url.hostname.endsWith(`.${bare}`));
}
