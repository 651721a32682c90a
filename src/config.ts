import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { holdsKey } from './connections/read-secrets.ts';
import { ConfigError } from './errors.ts';
import { closeName } from './platform/close-names.ts';
import { EnvFileError, readEnvFile } from './platform/env-file.ts';
import { isLoopback } from './platform/loopback.ts';
import { PROJECT_ROOT } from './platform/paths.ts';
import {
  headerText,
  hostNames,
  ipAddress,
  number,
  oneOf,
  onOff,
  optionalNumber,
  seconds,
  text,
} from './platform/setting-values.ts';
import { checkBaseUrl } from './provider/network/base-url.ts';
import { type ProxySettings, readProxies } from './provider/network/proxies.ts';

/** Everything that can be set from outside, read once at the start and frozen. */
export interface Config {
  /** `null`: 3000, or the next free port. */
  readonly port: number | null;
  readonly host: string;
  readonly dataDir: string;
  readonly open: boolean;
  readonly openai: {
    readonly apiKey: string | null;
    readonly baseUrl: string | null;
    readonly organization?: string | null;
    readonly project?: string | null;
    /** Whether list prices hold at `OPENAI_BASE_URL`, wherever that is. */
    readonly listPrices?: boolean;
  };
  /** Whether `OPENAI_BASE_URL` may be http on the person's own network. */
  readonly plainHttp: boolean;
  /** Variables that connections of the page may name as the place of their key. */
  readonly namedKeys: ReadonlyMap<string, string>;
  readonly proxies: ProxySettings;
  /** Look for Ollama, LM Studio, llama.cpp and vLLM at their usual loopback ports. */
  readonly discover: boolean;
  /** Requests in flight per connection. */
  readonly concurrency: number;
  /** Tokens a second of the built-in model; 0 = at once. */
  readonly practiceRate: number;
  /** In milliseconds. */
  readonly timeouts: {
    readonly connect: number;
    readonly firstToken: number;
    readonly idle: number;
    readonly total: number;
  };
  readonly password: string | null;
  /** Names, with port where not the default one, under which a proxy serves the pages. */
  readonly publicHosts: readonly string[];
  /** The address of the proxy whose X-Forwarded-Proto and -For are believed. */
  readonly trustedProxy: string | null;
  readonly logLevel: string;
  /** The server that commands ask; `null`: they work on the data folder themselves. */
  readonly url: string | null;
  /** One line each, for the person who starts the server: names that look like a setting and are none. */
  readonly warnings: readonly string[];
}

export const HELP = `Usage: npm start -- [options]

  --port N        port to listen on (PORT; default 3000, or the next free one)
  --host ADDRESS  address to listen on (HOST; default 127.0.0.1)
  --data-dir DIR  where notebooks and the log are kept (DATA_DIR; default data/local)
  --open          open the page in the browser
  --help          this text

Settings are also read from the environment and from a file .env: see docs/configuration.md.`;

const SETTINGS = [
  'PORT',
  'HOST',
  'DATA_DIR',
  'OPENAI_API_KEY',
  'OPENAI_BASE_URL',
  'OPENAI_ORG_ID',
  'OPENAI_PROJECT_ID',
  'TEMPERA_PLAIN_HTTP',
  'TEMPERA_LIST_PRICES',
  'TEMPERA_DISCOVER',
  'TEMPERA_CONCURRENCY',
  'TEMPERA_PRACTICE_RATE',
  'TEMPERA_CONNECT_TIMEOUT',
  'TEMPERA_FIRST_TOKEN_TIMEOUT',
  'TEMPERA_IDLE_TIMEOUT',
  'TEMPERA_TOTAL_TIMEOUT',
  'TEMPERA_PASSWORD',
  'TEMPERA_PUBLIC_HOSTS',
  'TEMPERA_TRUSTED_PROXY',
  'TEMPERA_LOG',
  'TEMPERA_URL',
];
/** Names of the openai client, which other programs use too. */
const NAMES_OF_OTHERS = ['OPENAI_LOG', 'OPENAI_WEBHOOK_SECRET'];
/** What other programs, and earlier versions of the openai client, call the same. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['OPENAI_API_BASE', 'OPENAI_BASE_URL'],
  ['OPENAI_BASE', 'OPENAI_BASE_URL'],
  ['OPENAI_ENDPOINT', 'OPENAI_BASE_URL'],
  ['OPENAI_HOST', 'OPENAI_BASE_URL'],
  ['OPENAI_URL', 'OPENAI_BASE_URL'],
  ['OPENAI_KEY', 'OPENAI_API_KEY'],
  ['OPENAI_TOKEN', 'OPENAI_API_KEY'],
  ['OPENAI_ORGANIZATION', 'OPENAI_ORG_ID'],
  ['OPENAI_PROJECT', 'OPENAI_PROJECT_ID'],
  ['TEMPERA_PORT', 'PORT'],
  ['TEMPERA_HOST', 'HOST'],
  ['TEMPERA_DATA_DIR', 'DATA_DIR'],
]);
const SECRETS = [
  'OPENAI_API_KEY',
  'OPENAI_BASE_URL',
  'OPENAI_LOG',
  'OPENAI_ORG_ID',
  'OPENAI_PROJECT_ID',
  'TEMPERA_PASSWORD',
];

/**
 * Reads flags, environment and `.env`; a flag wins over the environment, the environment over the file.
 * @throws ConfigError naming the setting and what is wrong with it.
 */
export function readConfig(
  argv: readonly string[] = process.argv.slice(2),
  environment: Readonly<Record<string, string | undefined>> = process.env,
  folder: string = process.cwd(),
): Config {
  const flags = readFlags(argv);
  const file = envFile(folder);
  const env: Record<string, string | undefined> = { ...file, ...present(environment) };
  const host = text(flags.host ?? env['HOST']) ?? '127.0.0.1';
  const password = text(env['TEMPERA_PASSWORD']);
  if (!isLoopback(host) && password === null) {
    throw new ConfigError(
      `HOST=${host} would let other machines in: set TEMPERA_PASSWORD too, or leave HOST at 127.0.0.1.`,
    );
  }
  const plainHttp = onOff('TEMPERA_PLAIN_HTTP', env['TEMPERA_PLAIN_HTTP'], false);
  return Object.freeze({
    port: optionalNumber('PORT', flags.port ?? env['PORT'], { min: 0, max: 65_535, integer: true }),
    host,
    dataDir: resolve(folder, text(flags['data-dir'] ?? env['DATA_DIR']) ?? join(PROJECT_ROOT, 'data', 'local')),
    open: flags.open ?? false,
    openai: {
      apiKey: headerText('OPENAI_API_KEY', env['OPENAI_API_KEY']),
      baseUrl: baseUrl(text(env['OPENAI_BASE_URL']), plainHttp),
      organization: headerText('OPENAI_ORG_ID', env['OPENAI_ORG_ID']),
      project: headerText('OPENAI_PROJECT_ID', env['OPENAI_PROJECT_ID']),
      listPrices: onOff('TEMPERA_LIST_PRICES', env['TEMPERA_LIST_PRICES'], false),
    },
    plainHttp,
    namedKeys: new Map(Object.entries(env).flatMap(([name, value]) => namedKey(name, text(value)))),
    proxies: proxies(env),
    discover: onOff('TEMPERA_DISCOVER', env['TEMPERA_DISCOVER'], true),
    concurrency: number('TEMPERA_CONCURRENCY', env['TEMPERA_CONCURRENCY'], 8, { min: 1, max: 1_000, integer: true }),
    practiceRate: number('TEMPERA_PRACTICE_RATE', env['TEMPERA_PRACTICE_RATE'], 80, { min: 0, max: 100_000 }),
    timeouts: {
      connect: seconds('TEMPERA_CONNECT_TIMEOUT', env, 10),
      firstToken: seconds('TEMPERA_FIRST_TOKEN_TIMEOUT', env, 120),
      idle: seconds('TEMPERA_IDLE_TIMEOUT', env, 60),
      total: seconds('TEMPERA_TOTAL_TIMEOUT', env, 900),
    },
    password,
    publicHosts: hostNames('TEMPERA_PUBLIC_HOSTS', env['TEMPERA_PUBLIC_HOSTS']),
    trustedProxy: ipAddress('TEMPERA_TRUSTED_PROXY', env['TEMPERA_TRUSTED_PROXY']),
    logLevel: oneOf('TEMPERA_LOG', env['TEMPERA_LOG'], ['silent', 'error', 'warn', 'info', 'debug'], 'warn'),
    url: text(env['TEMPERA_URL']),
    warnings: misspelt([...Object.keys(file), ...Object.keys(environment).filter((name) => OURS.test(name))]),
  });
}

/** Takes secrets out of the environment, so that no child process, crash report or library reads them from there. */
export function forgetSecrets(environment: Record<string, string | undefined> = process.env): void {
  for (const name of [...SECRETS, ...Object.keys(environment).filter(holdsKey)]) delete environment[name];
}

/** Whether the terminal can only write line after line, as an editor's or a recorder's. */
export function isDumbTerminal(environment: Readonly<Record<string, string | undefined>> = process.env): boolean {
  return environment['TERM'] === 'dumb';
}

const [TEXT, SWITCH] = [{ type: 'string' }, { type: 'boolean' }] as const;

function readFlags(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: { port: TEXT, host: TEXT, 'data-dir': TEXT, open: SWITCH, help: SWITCH },
    }).values;
  } catch (cause) {
    throw new ConfigError(`${cause instanceof Error ? cause.message : String(cause)} Try --help.`);
  }
}

function envFile(folder: string): Readonly<Record<string, string | undefined>> {
  try {
    return readEnvFile(join(folder, '.env'));
  } catch (cause) {
    if (cause instanceof EnvFileError) throw new ConfigError(cause.message, { cause });
    throw cause;
  }
}

/** Of the environment, only names that begin like ours are looked at: the rest belongs to other programs. */
const OURS = /^(openai|tempera)/i;

function misspelt(names: readonly string[]): readonly string[] {
  const known = [...SETTINGS, ...NAMES_OF_OTHERS];
  return [...new Set(names)].flatMap((name) => {
    const meant = OTHER_NAMES.get(name.toUpperCase()) ?? closeName(name, known);
    return meant === null ? [] : [`${name} is not a setting and is ignored. Did you mean ${meant}?`];
  });
}

/** An empty variable counts as not set, so that `OPENAI_API_KEY= npm start` falls back to nothing rather than to "". */
function present(environment: Readonly<Record<string, string | undefined>>) {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined));
}

function namedKey(name: string, value: string | null): readonly (readonly [string, string])[] {
  return value !== null && holdsKey(name) ? [[name, value]] : [];
}

/** By the names that other programs read, in small letters as well. */
function proxies(env: Readonly<Record<string, string | undefined>>): ProxySettings {
  try {
    return readProxies((name) => text(env[name]) ?? text(env[name.toLowerCase()]));
  } catch (cause) {
    throw new ConfigError((cause as Error).message, { cause });
  }
}

function baseUrl(value: string | null, allowPlainHttp: boolean): string | null {
  if (value === null) return null;
  const problem = checkBaseUrl(value, { allowPlainHttp });
  const offer = problem !== null && checkBaseUrl(value, { allowPlainHttp: true }) === null;
  if (offer) throw new ConfigError(`OPENAI_BASE_URL: ${problem} On your own network, set TEMPERA_PLAIN_HTTP=on.`);
  if (problem !== null) throw new ConfigError(`OPENAI_BASE_URL: ${problem}`);
  return value.replace(/\/+$/, '');
}
