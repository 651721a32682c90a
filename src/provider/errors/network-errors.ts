import { isRecord } from '../json.ts';
import { clean, type ErrorContext, hostOf, seconds } from './error-context.ts';
import { ProviderError } from './provider-error.ts';

/** What keeps another attempt from helping: names that do not exist, certificates, protocols. */
const HOPELESS =
  /^(STATUS_|ADDRESS_|UND_ERR_HEADERS|ENOTFOUND|EPROTO|ERR_SSL|ERR_TLS|ERR_INVALID|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HPE_|HOSTNAME)/;

/** Whatever the socket, the name service, TLS or the HTTP parser reported, by its code. */
export function networkError(cause: unknown, context: ErrorContext): ProviderError {
  const { label, baseUrl, begun, mending } = context;
  const code = codeOf(cause);
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return connectTimeout(context);
  const retryable = !begun && !HOPELESS.test(code);
  if (/^(HPE_HEADER_OVERFLOW|UND_ERR_HEADERS_OVERFLOW)$/.test(code)) {
    return new ProviderError(
      'bad_response',
      `${label} sent more headers than an answer can have, so reading was stopped.`,
    );
  }
  if (code.startsWith('STATUS_')) {
    const status = code.slice('STATUS_'.length);
    return new ProviderError('bad_response', `${label} answered with the status ${status}, which HTTP does not have.`);
  }
  if (NOT_UNPACKED.test(code)) {
    return new ProviderError(
      'bad_response',
      `${label} sent an answer that cannot be unpacked as it says it is packed.`,
    );
  }
  if (/^UND_ERR_RES/.test(code) || (begun && /^HPE_/.test(code))) {
    const message = `${label} broke off its answer in a way that HTTP does not allow, such as a wrong length.`;
    return new ProviderError('bad_response', begun ? `${message} What had come is kept.` : message);
  }
  if (/^HPE_/.test(code)) {
    return new ProviderError('not_an_openai_endpoint', `${baseUrl} does not speak HTTP. ${mending.checkAddress}.`);
  }
  if (begun) {
    return new ProviderError(
      'connection_lost',
      `The connection to ${label} broke in the middle of the answer${code && ` (${code})`}. What had come is kept.`,
    );
  }
  if (NO_SOCKET.test(code)) {
    return new ProviderError(
      'unreachable',
      `This computer has no free socket for a request to ${label} (${code}): it waits its turn. Fewer requests at once, or a higher limit of open files (ulimit -n), help.`,
      { retryable, noSocket: true },
    );
  }
  const sentence = NETWORK_SENTENCES.find(([pattern]) => pattern.test(code))?.[1];
  if (sentence !== undefined) return new ProviderError('unreachable', sentence(context, code), { retryable });
  if (/^(ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_CLOSED|UND_ERR_DESTROYED)$/.test(code)) {
    return new ProviderError('connection_lost', `${label} closed the connection before it answered (${code}).`, {
      retryable,
    });
  }
  return unexpected(cause, context);
}

/** What zlib and Brotli say of bytes that they did not make. */
const NOT_UNPACKED = /^(Z_|ERR_BROTLI|ERR__ERROR)/;

/** No request can begin before another one ends. */
const NO_SOCKET = /^(EMFILE|ENFILE|ENOBUFS)$/;

const NETWORK_SENTENCES: readonly (readonly [RegExp, (context: ErrorContext, code: string) => string])[] = [
  [/^ECONNREFUSED$/, ({ baseUrl }) => `Nothing answers at ${baseUrl}. Is the server running?`],
  [
    /^(ENOTFOUND|EAI_)/,
    ({ baseUrl, mending }) => `There is no address for ${hostOf(baseUrl)}. ${mending.checkAddress} and the network.`,
  ],
  [
    /^ADDRESS_REFUSED$/,
    ({ baseUrl, mending }) =>
      `${hostOf(baseUrl)} leads to an address that Tempera does not send anything to${baseUrl.startsWith('http:') ? ' over http' : ''}. ${mending.checkAddress}.`,
  ],
  [
    /^(EPROTO|ERR_SSL|ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME)/,
    ({ baseUrl }, code) =>
      `No safe connection to ${hostOf(baseUrl)} could be made (${code}): is it https, with a valid certificate?`,
  ],
  [
    /^(EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|ETIMEDOUT)$/,
    ({ baseUrl }, code) => `The network does not reach ${hostOf(baseUrl)} (${code}).`,
  ],
];

/** The connection was not made in time. */
export function connectTimeout({ baseUrl, timeouts }: ErrorContext): ProviderError {
  return new ProviderError(
    'unreachable',
    `Connecting to ${hostOf(baseUrl)} timed out after ${seconds(timeouts.connect)}. TEMPERA_CONNECT_TIMEOUT sets how long to wait.`,
    { retryable: true },
  );
}

/** Ours or the client's own mistake. The original does not go along, as it may hold a key. */
function unexpected(cause: unknown, context: ErrorContext): ProviderError {
  const text = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return new ProviderError('internal', `Tempera could not make the request: ${clean(text, context)}`);
}

function codeOf(cause: unknown): string {
  if (cause instanceof Error && cause.name === 'HTTPParserError') return 'HPE_';
  const seen = [cause, isRecord(cause) ? cause['cause'] : undefined];
  const codes = seen.map((one) => (isRecord(one) ? one['code'] : undefined));
  return codes.find((code) => typeof code === 'string') ?? '';
}
