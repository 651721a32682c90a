import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { forgetSecrets, readConfig } from '../src/config.ts';
import { ConfigError } from '../src/errors.ts';
import { isLoopback } from '../src/platform/loopback.ts';

function folderWith(env: string | Uint8Array | null = null): string {
  const folder = mkdtempSync(join(tmpdir(), 'tempera-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  if (env !== null) writeFileSync(join(folder, '.env'), env);
  return folder;
}

function read(
  env: Readonly<Record<string, string>> = {},
  argv: readonly string[] = [],
  file: string | Uint8Array | null = null,
) {
  return readConfig(argv, env, folderWith(file));
}

test('with nothing set it listens on loopback, on port 3000 or the next, with the documented limits', () => {
  expect(read()).toMatchObject({
    port: null,
    host: '127.0.0.1',
    open: false,
    openai: { apiKey: null, baseUrl: null, listPrices: false },
    discover: true,
    concurrency: 8,
    practiceRate: 80,
    timeouts: { connect: 10_000, firstToken: 120_000, idle: 60_000, total: 900_000 },
    password: null,
  });
  expect(read().dataDir).toMatch(/data.local$/);
});

test.each([
  [{ OPENAI_API_KEY: 'sk-CANARY123\nsk-other' }, 'OPENAI_API_KEY must be one word of plain characters'],
  [{ OPENAI_API_KEY: 'sk-ключ' }, 'OPENAI_API_KEY must be one word of plain characters'],
  [{ OPENAI_ORG_ID: 'org a' }, 'OPENAI_ORG_ID must be one word'],
  [{ TEMPERA_PUBLIC_HOSTS: 'a.example, https://b.example/c' }, 'TEMPERA_PUBLIC_HOSTS: https://b.example/c is not'],
  [{ TEMPERA_TRUSTED_PROXY: 'proxy' }, 'TEMPERA_TRUSTED_PROXY=proxy must be an IP address'],
  [{ TEMPERA_TRUSTED_PROXY: '10.0.0.0/8' }, 'TEMPERA_TRUSTED_PROXY=10.0.0.0/8 must be an IP address'],
])('%o is refused at the start, without repeating a secret', (env, message) => {
  expect(() => read(env)).toThrow(ConfigError);
  expect(() => read(env)).toThrow(message);
  expect(() => read(env)).not.toThrow('CANARY123');
});

test('addresses and names are taken in all their forms', () => {
  const hosts = 'tempera.example:8443, localhost, [::1]:3000, 10.0.0.7';
  expect(read({ TEMPERA_PUBLIC_HOSTS: hosts, TEMPERA_TRUSTED_PROXY: '[::1]' })).toMatchObject({
    publicHosts: ['tempera.example:8443', 'localhost', '[::1]:3000', '10.0.0.7'],
    trustedProxy: '[::1]',
  });
});

test('a flag wins over the environment, and that over the file', () => {
  const file = 'PORT=1111\nTEMPERA_CONCURRENCY=3\nOPENAI_API_KEY="sk-file"\n';
  expect(read({}, [], file)).toMatchObject({ port: 1111, concurrency: 3, openai: { apiKey: 'sk-file' } });
  expect(read({ PORT: '2222' }, [], file)).toMatchObject({ port: 2222, concurrency: 3 });
  expect(read({ PORT: '2222' }, ['--port', '3333', '--open'], file)).toMatchObject({ port: 3333, open: true });
  expect(read({ DATA_DIR: 'elsewhere' }).dataDir).toMatch(/tempera-config-\w+.elsewhere$/);
});

test('every setting is read', () => {
  const config = read({
    HOST: '0.0.0.0',
    OPENAI_BASE_URL: 'http://127.0.0.1:9/v1//',
    TEMPERA_LIST_PRICES: 'on',
    TEMPERA_DISCOVER: 'off',
    TEMPERA_PRACTICE_RATE: '0',
    TEMPERA_CONNECT_TIMEOUT: '0.5',
    TEMPERA_FIRST_TOKEN_TIMEOUT: '1',
    TEMPERA_IDLE_TIMEOUT: '2',
    TEMPERA_TOTAL_TIMEOUT: '3',
    TEMPERA_PASSWORD: 'open sesame',
    TEMPERA_PUBLIC_HOSTS: 'A.example, b.example:8443 ,',
  });
  expect(config).toMatchObject({
    host: '0.0.0.0',
    openai: { baseUrl: 'http://127.0.0.1:9/v1', listPrices: true },
    discover: false,
    practiceRate: 0,
    timeouts: { connect: 500, firstToken: 1_000, idle: 2_000, total: 3_000 },
    password: 'open sesame',
    publicHosts: ['a.example', 'b.example:8443'],
  });
  expect(Object.isFrozen(config)).toBe(true);
});

test('a byte order mark is no part of the first name', () => {
  const file = '\ufeffOPENAI_BASE_URL=http://127.0.0.1:9/v1\nPORT=1111\n';
  expect(read({}, [], file)).toMatchObject({ openai: { baseUrl: 'http://127.0.0.1:9/v1' }, port: 1111, warnings: [] });
});

test.each<[string, Uint8Array, string]>([
  ['UTF-16, little end first', Buffer.from('\ufeffPORT=1111', 'utf16le'), 'UTF-16'],
  ['UTF-16, big end first', Buffer.from('\ufeffPORT=1111', 'utf16le').swap16(), 'UTF-16'],
  ['UTF-16 without a mark', Buffer.from('PORT=1111', 'utf16le'), 'not a text file'],
  ['a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1]), 'not a text file'],
  ['Windows-1252', Buffer.from('TEMPERA_PASSWORD=stra\xdfe', 'latin1'), 'UTF-8'],
])('a .env that is %s stops the start with one line', (_, bytes, message) => {
  expect(() => read({}, [], bytes)).toThrow(ConfigError);
  expect(() => read({}, [], bytes)).toThrow(new RegExp(`^\\.env .*${message}.*$`));
});

test('a name close to a setting is said at the start, from the file and from the environment', () => {
  const file = 'OPENAI_BASEURL=http://127.0.0.1:9/v1\nTEMPERA_PASWORD=x\nDATABASE=1\nOPENAI_API_KEY=sk-1';
  expect(read({ openai_api_key: 'sk', OPENAI_ORG_ID: 'o', TEMP: '/tmp' }, [], file).warnings).toEqual([
    'OPENAI_BASEURL is not a setting and is ignored. Did you mean OPENAI_BASE_URL?',
    'TEMPERA_PASWORD is not a setting and is ignored. Did you mean TEMPERA_PASSWORD?',
    'openai_api_key is not a setting and is ignored. Did you mean OPENAI_API_KEY?',
  ]);
});

test('names of other programs, and slips in short names, are said as well', () => {
  const file = 'OPENAI_API_BASE=http://127.0.0.1:9/v1\nOPENAI_KEY=sk-1\nPROT=1\nTEMPERA_PORT=2\nTOP=1';
  expect(
    read({}, [], file).warnings.map((line) => line.replace(/ is not a setting and is ignored. Did you mean/, ':')),
  ).toEqual(['OPENAI_API_BASE: OPENAI_BASE_URL?', 'OPENAI_KEY: OPENAI_API_KEY?', 'PROT: PORT?', 'TEMPERA_PORT: PORT?']);
});

test('lines that end in a carriage return alone, and two marks at the start, are read', () => {
  const file = '\ufeff\ufeffHOST=localhost\rPORT=1111\r';
  expect(read({}, [], file)).toMatchObject({ host: 'localhost', port: 1111, warnings: [] });
});

test('an empty setting counts as not set', () => {
  expect(read({ OPENAI_API_KEY: '', PORT: ' ', HOST: '' })).toMatchObject({
    port: null,
    host: '127.0.0.1',
    openai: { apiKey: null },
  });
  expect(read({ OPENAI_API_KEY: '' }, [], 'OPENAI_API_KEY=sk-file').openai.apiKey).toBeNull();
});

test.each<readonly [Readonly<Record<string, string>>, readonly string[], string]>([
  [{ PORT: 'abc' }, [], 'PORT=abc'],
  [{ PORT: '70000' }, [], 'PORT=70000 must be a whole number from 0 to 65535'],
  [{ PORT: '1.5' }, [], 'PORT=1.5'],
  [{ TEMPERA_CONCURRENCY: '0' }, [], 'TEMPERA_CONCURRENCY=0'],
  [{ TEMPERA_PRACTICE_RATE: '-1' }, [], 'TEMPERA_PRACTICE_RATE=-1'],
  [{ TEMPERA_CONNECT_TIMEOUT: '0' }, [], 'TEMPERA_CONNECT_TIMEOUT=0'],
  [{ TEMPERA_FIRST_TOKEN_TIMEOUT: 'soon' }, [], 'TEMPERA_FIRST_TOKEN_TIMEOUT=soon'],
  [{ TEMPERA_IDLE_TIMEOUT: 'Infinity' }, [], 'TEMPERA_IDLE_TIMEOUT=Infinity'],
  [{ TEMPERA_TOTAL_TIMEOUT: '-5' }, [], 'TEMPERA_TOTAL_TIMEOUT=-5'],
  [{ TEMPERA_DISCOVER: 'maybe' }, [], 'TEMPERA_DISCOVER=maybe must be one of on, off'],
  [{ OPENAI_BASE_URL: 'api.openai.com' }, [], 'OPENAI_BASE_URL'],
  [{ OPENAI_BASE_URL: 'file:///etc/passwd' }, [], 'OPENAI_BASE_URL'],
  [{ HOST: '0.0.0.0' }, [], 'TEMPERA_PASSWORD'],
  [{}, ['--prot', '1'], '--prot'],
  [{}, ['--port', 'x'], 'PORT=x'],
])('%j %j stops the start with one line that names it', (env, argv, message) => {
  let said = '';
  try {
    read(env, argv);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    said = error.message;
  }
  expect(said).toContain(message);
  expect(said).not.toContain('\n');
});

test('a wrong key is never repeated in what is said about other settings', () => {
  expect(() => read({ OPENAI_API_KEY: 'sk-secret', PORT: 'x' })).toThrow(/^(?!.*sk-secret)/);
});

test('secrets are taken out of the environment once they are read', () => {
  const env: Record<string, string | undefined> = { OPENAI_API_KEY: 'sk-1', TEMPERA_PASSWORD: 'p', PATH: '/bin' };
  forgetSecrets(env);
  expect(env).toEqual({ PATH: '/bin' });
});

test.each([
  ['127.0.0.1', true],
  ['127.8.8.8', true],
  ['localhost', true],
  ['::1', true],
  ['0.0.0.0', false],
  ['192.168.0.1', false],
  ['127.0.0.1.example.com', false],
])('whether only this machine reaches %s: %s', (host, loopback) => {
  expect(isLoopback(host)).toBe(loopback);
});
