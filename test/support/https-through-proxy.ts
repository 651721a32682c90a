import { createServer as createProxy, type IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { certificateFor } from './certificate.ts';
import { wholeAnswer } from './scripts.ts';

export interface HttpsThroughProxy {
  /** PEM of the certificate that the service has to be trusted by. */
  readonly cert: string;
  readonly proxyPort: number;
  /** What the proxy was asked to connect to, `host:port`, and what it was sent to be let through. */
  readonly tunnels: readonly { readonly to: string; readonly authorization: string | undefined }[];
  /** Requests that were made of the proxy without a tunnel, which it could read. */
  readonly readable: readonly string[];
  /** Headers of the chat requests that came through to the service. */
  readonly requests: readonly IncomingHttpHeaders[];
  close(): Promise<void>;
}

/** A service that speaks https as `host`, and a proxy that leads to it whatever it is asked for: both on loopback. */
export async function startHttpsThroughProxy(host: string): Promise<HttpsThroughProxy> {
  const { key, cert } = certificateFor(host);
  const requests: IncomingHttpHeaders[] = [];
  const service = createServer({ key, cert }, (request, response) => {
    if (request.method === 'POST') requests.push(request.headers);
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(request.method === 'POST' ? wholeAnswer('Through the tunnel.') : { data: [] }));
    });
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const tunnels: { to: string; authorization: string | undefined }[] = [];
  const readable: string[] = [];
  const proxy = createProxy((request, response) => {
    readable.push(request.url ?? '');
    response.writeHead(502).end();
  });
  proxy.on('connect', (request, socket) => {
    tunnels.push({ to: request.url ?? '', authorization: request.headers['proxy-authorization'] });
    const upstream = connect((service.address() as AddressInfo).port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    for (const end of [socket, upstream]) end.on('error', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    cert,
    proxyPort: (proxy.address() as AddressInfo).port,
    tunnels,
    readable,
    requests,
    close: async () => {
      for (const server of [proxy, service]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}
