import { pipeline, type Readable } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

/** A body that breaks off is read as far as it came, as one that is not packed is. */
const ZLIB = { finishFlush: constants.Z_SYNC_FLUSH };
const BROTLI = { finishFlush: constants.BROTLI_OPERATION_FLUSH };

const UNPACKERS: ReadonlyMap<string, () => NodeJS.ReadWriteStream & Readable> = new Map([
  ['gzip', () => createGunzip(ZLIB)],
  ['x-gzip', () => createGunzip(ZLIB)],
  ['deflate', () => createInflate(ZLIB)],
  ['br', () => createBrotliDecompress(BROTLI)],
]);

/**
 * A body as it was before it was packed: a request that names no coding may be answered in any, and gateways do so. It is unpacked
 * as it is read, so that who stops reading stops the unpacking. Another coding is left as it is.
 */
export function unpacked(body: Readable, coding: string | undefined): Readable {
  const unpacker = UNPACKERS.get(coding?.trim().toLowerCase() ?? '')?.();
  // What goes wrong is heard by the reader.
  return unpacker === undefined ? body : pipeline(body, unpacker, () => undefined);
}
