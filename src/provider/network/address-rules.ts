import ipaddr from 'ipaddr.js';

/** How far a connection may go: https anywhere, http within the person's own network by choice, else within this machine. */
export type Reach = 'anywhere' | 'own_network' | 'this_machine';

const NEVER: ReadonlySet<string> = new Set([
  'linkLocal',
  'multicast',
  'unspecified',
  'broadcast',
  'reserved',
  'teredo',
  'discard',
]);
const OWN: ReadonlySet<string> = new Set(['loopback', 'private', 'uniqueLocal', 'carrierGradeNat']);
/** Where clouds tell a machine its secrets, besides 169.254.169.254, which is link-local. */
const METADATA: ReadonlySet<string> = new Set(['fd00:ec2::254', '100.100.100.200', '192.0.0.192']);

export function reachOf({ protocol }: Pick<URL, 'protocol'>, plainHttp: boolean): Reach {
  if (protocol === 'https:') return 'anywhere';
  return plainHttp ? 'own_network' : 'this_machine';
}

/**
 * Whether a connection may be made to an address, IPv4 or IPv6 as text. An address that holds another one (IPv4 in IPv6) counts as
 * that one.
 */
export function mayConnect(address: string, reach: Reach): boolean {
  const read = readAddress(address);
  if (read === null || NEVER.has(read.range()) || METADATA.has(read.toString())) return false;
  if (reach === 'anywhere') return true;
  return reach === 'own_network' ? OWN.has(read.range()) : read.range() === 'loopback';
}

/** The address that a host name of a URL is itself; `null` for a name that has to be looked up. */
export function literalAddress(hostname: string): string | null {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(bare) ? bare : null;
}

/** Whether a host name is this machine, without looking it up. */
export function isThisMachine(hostname: string): boolean {
  const address = literalAddress(hostname);
  return address === null ? hostname === 'localhost' : mayConnect(address, 'this_machine');
}

function readAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  const bare = text.replace(/%.*$/, '');
  if (!ipaddr.isValid(bare)) return null;
  const address = ipaddr.process(bare);
  return address instanceof ipaddr.IPv6 ? (ipv4Within(address) ?? address) : address;
}

/** The IPv4 address that NAT64 or 6to4 lead to. */
function ipv4Within(address: ipaddr.IPv6): ipaddr.IPv4 | null {
  const bytes = address.toByteArray();
  if (address.range() === 'rfc6052') return new ipaddr.IPv4(bytes.slice(12));
  return address.range() === '6to4' ? new ipaddr.IPv4(bytes.slice(2, 6)) : null;
}
