import { isIP } from 'node:net';
import type { Context } from 'hono';
import { incomingOf } from './incoming.ts';

export interface ClientAddressOptions {
  /** The address of the proxy whose X-Forwarded-For and X-Forwarded-Proto are believed; `null`: nobody's. */
  readonly trustedProxy: string | null;
}

/** Who is asking, and over what: from the socket, or from what the one trusted proxy says. */
export interface ClientAddress {
  /** An IP address; `null` where there is no socket. */
  addressOf(c: Context): string | null;
  /** Whether the browser's own connection is known to be TLS. */
  isSecure(c: Context): boolean;
}

/**
 * Anybody can send X-Forwarded headers, so those of a connection that does not come from the trusted proxy are ignored. Of a list only
 * the last entry counts: the trusted proxy appended it, what stands before it came from outside.
 */
export function clientAddress({ trustedProxy }: ClientAddressOptions): ClientAddress {
  const trusted = trustedProxy === null ? null : plainAddress(trustedProxy);

  function peerOf(c: Context): string | null {
    const address = incomingOf(c)?.socket?.remoteAddress;
    return address === undefined ? null : plainAddress(address);
  }

  function forwarded(c: Context, header: string): string | null {
    const peer = peerOf(c);
    if (peer === null || peer !== trusted) return null;
    return c.req.header(header)?.split(',').at(-1)?.trim() ?? null;
  }

  return {
    addressOf(c) {
      const named = plainAddress(forwarded(c, 'X-Forwarded-For') ?? '');
      return isIP(named) === 0 ? peerOf(c) : named;
    },
    isSecure(c) {
      const socket = incomingOf(c)?.socket;
      return (
        (socket !== undefined && 'encrypted' in socket && socket.encrypted === true) ||
        forwarded(c, 'X-Forwarded-Proto')?.toLowerCase() === 'https'
      );
    },
  };
}

/**
 * One spelling per address: an IPv4 address may arrive as `::ffff:127.0.0.1`, an IPv6 one in brackets, and each with the
 * port of its connection, which tells no client apart.
 */
function plainAddress(address: string): string {
  return address
    .trim()
    .toLowerCase()
    .replace(/^"(.*)"$/, '$1')
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1')
    .replace(/^::ffff:(?=\d+\.)/, '');
}
