import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { SERVER_LIMITS } from '../platform/limits.ts';
import { ALWAYS_HEADERS } from './headers.ts';

/** What cannot be read as a request, by node's code for it; all else is a plain 400. */
const STATUS_LINES: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
};

/** The server an app runs in, not yet listening: with limits for slow and many clients, and headers on every answer. */
export function createHttpServer(
  { fetch }: Pick<Hono, 'fetch'>,
  limits: Readonly<Record<keyof typeof SERVER_LIMITS, number>> = SERVER_LIMITS,
): Server {
  const server = createAdaptorServer({ fetch, createServer, serverOptions: limits }) as Server;
  server.maxConnections = limits.maxConnections;
  server.on('clientError', answerUnreadable);
  return server;
}

/** Node would answer what never reaches the app by itself, without the security headers. */
function answerUnreadable({ code = '' }: NodeJS.ErrnoException, socket: Socket & { _httpMessage?: unknown }): void {
  // In the middle of an answer there is nothing sensible left to say.
  if (code === 'ECONNRESET' || !socket.writable || socket._httpMessage) {
    socket.destroy();
    return;
  }
  const status = STATUS_LINES[code] ?? '400 Bad Request';
  const headers = [...ALWAYS_HEADERS, ['Connection', 'close'], ['Content-Length', '0']];
  socket.end([`HTTP/1.1 ${status}`, ...headers.map((header) => header.join(': ')), '', ''].join('\r\n'));
}
