import { isThisMachine, literalAddress, mayConnect, reachOf } from './address-rules.ts';

const MAPPED_IPV4 = /^\[::ffff:/;
const SECRET_STAYS = 'your key and your prompts would cross the network in the clear';

/**
 * What is wrong with a base URL, in one sentence; `null` when nothing is. It must be https, or http to this machine, as a
 * key is sent there. `allowPlainHttp` lets http go to one's own network as well. What a name leads to is checked when connecting.
 */
export function checkBaseUrl(text: string, options: { readonly allowPlainHttp?: boolean } = {}): string | null {
  const url = parsed(text);
  if (url === null) return `The base URL “${cut(text)}” is not a URL: write it like https://api.openai.com/v1.`;
  const { protocol, hostname, pathname } = url;
  if (protocol !== 'https:' && protocol !== 'http:') {
    return `The base URL must begin with https://, not with ${protocol}//.`;
  }
  if (url.username !== '' || url.password !== '') {
    return 'The base URL must not hold a user name or a password: set the key apart.';
  }
  if (url.search !== '' || url.hash !== '') return 'The base URL must not have a ? or # part.';
  if (MAPPED_IPV4.test(hostname)) {
    return `The base URL's address ${hostname} hides an IPv4 address: write that one instead.`;
  }
  if (pathname.endsWith('/chat/completions')) {
    return 'The base URL must end before /chat/completions, as in https://api.openai.com/v1.';
  }
  const plainHttp = options.allowPlainHttp === true;
  if (protocol === 'http:' && !isThisMachine(hostname) && !plainHttp) {
    return `The base URL must begin with https:// unless it is on this machine: over http ${SECRET_STAYS}.`;
  }
  const address = literalAddress(hostname);
  if (address === null || mayConnect(address, reachOf(url, plainHttp))) return null;
  return protocol === 'http:' && mayConnect(address, 'anywhere')
    ? `The base URL must begin with https://: ${hostname} is not on your own network, and over http ${SECRET_STAYS}.`
    : `The base URL's address ${hostname} is not one that services have, so nothing is sent there.`;
}

/** The URL as requests use it: in its normal form, without a slash at the end. */
export function normalBaseUrl(text: string): string {
  return new URL(text.trim()).href.replace(/\/+$/, '');
}

function parsed(text: string): URL | null {
  try {
    return new URL(text.trim());
  } catch {
    return null;
  }
}

/** Only the start, and nothing that follows an `@` or `?`: what was typed may hold a password. */
function cut(text: string): string {
  return text.replace(/^.*@/, '…@').replace(/\?.*$/, '?…').slice(0, 100);
}
