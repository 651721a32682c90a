import { type LookupAddress, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { Dispatcher } from 'undici';
import { literalAddress, mayConnect, type Reach, reachOf } from './address-rules.ts';
import { type ProxySettings, proxyFor } from './proxies.ts';

export interface NetworkRules {
  readonly connectMs: number;
  /** Whether http may go to the person's own network. */
  readonly plainHttp: boolean;
  readonly proxies: ProxySettings;
}

/** The ways out of this machine, each made at the first request that needs it. */
export interface NetworkAgents {
  /** @throws Error with the code `ADDRESS_REFUSED` for an address that is not to be asked */
  for(url: URL): Dispatcher;
  destroy(): Promise<void>;
}

const NO_TIMEOUTS = { headersTimeout: 0, bodyTimeout: 0 } as const;

export function createNetworkAgents(
  { Agent, ProxyAgent }: Pick<typeof import('undici'), 'Agent' | 'ProxyAgent'>,
  { connectMs, plainHttp, proxies }: NetworkRules,
): NetworkAgents {
  const made = new Map<string, Dispatcher>();
  const remembered = (name: string, make: () => Dispatcher) => {
    const agent = made.get(name) ?? make();
    made.set(name, agent);
    return agent;
  };
  return {
    for: (url) => {
      const reach = reachOf(url, plainHttp);
      const address = literalAddress(url.hostname);
      if (address !== null && !mayConnect(address, reach)) throw addressRefused(address);
      const uri = proxyFor(url, proxies);
      const connect = { timeout: connectMs };
      if (uri === null) {
        const lookup = lookupWithin(reach);
        return remembered(reach, () => new Agent({ ...NO_TIMEOUTS, connect: { ...connect, lookup } }));
      }
      // The proxy looks names up; without a tunnel it would read what is sent over https.
      const proxyTunnel = url.protocol === 'https:';
      return remembered(
        `${proxyTunnel} ${uri}`,
        () => new ProxyAgent({ ...NO_TIMEOUTS, uri, proxyTunnel, proxyTls: connect, requestTls: connect, connect }),
      );
    },
    destroy: async () => {
      await Promise.all([...made.values()].map((agent) => agent.destroy()));
    },
  };
}

/** Looks a name up, and gives only addresses that may be connected to: what a name leads to can change after any earlier check. */
export function lookupWithin(reach: Reach, lookUp: typeof lookup = lookup): LookupFunction {
  return (host, options, done) => {
    lookUp(host, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error !== null) return done(error, []);
      const [first, ...others] = addresses.filter(({ address }) => mayConnect(address, reach));
      if (first === undefined) return done(addressRefused(addresses[0]?.address ?? host), []);
      if (options.all === true) done(null, [first, ...others]);
      else done(null, first.address, first.family);
    });
  };
}

function addressRefused(address: string): Error {
  return Object.assign(new Error(`${address} is not an address to connect to`), { code: 'ADDRESS_REFUSED' });
}
