#!/usr/bin/env node
// The server, which the build copies to dist/src/server.js: one script next to it, compiled with V8's code cache, as compiling it
// anew was half of a start. V8 refuses a cache that another version or other flags made, and then compiles all the same.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

const filename = fileURLToPath(new URL('server.cjs', import.meta.url));
const module = { exports: {} };
/** Where the cache is, and of what the build makes it once the server has worked for a while. */
export const cachePath = `${filename}.cache`;
/** ASCII, which is read fastest as what it is. */
export const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData: codeCache() });

script.runInThisContext()(createRequire(import.meta.url), module, module.exports, import.meta.url);

function codeCache() {
  try {
    return readFileSync(cachePath);
  } catch {
    // None was made, or it is not for this account.
    return undefined;
  }
}
