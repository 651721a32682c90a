import { isIP } from 'node:net';
import { ConfigError } from '../errors.ts';

/** What is set, without space around it; empty counts as not set. */
export function text(value: string | undefined): string | null {
  const trimmed = value?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}

interface NumberBounds {
  readonly min: number;
  readonly max: number;
  readonly integer?: boolean;
}

/** A number within its bounds; `null`: not set. @throws ConfigError for another one */
export function optionalNumber(name: string, value: string | undefined, bounds: NumberBounds): number | null {
  const raw = text(value);
  if (raw === null) return null;
  const parsed = Number(raw);
  const fits = Number.isFinite(parsed) && parsed >= bounds.min && parsed <= bounds.max;
  if (fits && (!bounds.integer || Number.isInteger(parsed))) return parsed;
  const kind = bounds.integer ? 'a whole number' : 'a number';
  throw new ConfigError(`${name}=${raw} must be ${kind} from ${bounds.min} to ${bounds.max}.`);
}

/** The same where there is a usual one. */
export function number(name: string, value: string | undefined, fallback: number, bounds: NumberBounds): number {
  return optionalNumber(name, value, bounds) ?? fallback;
}

/** Milliseconds of a time that is set in seconds. */
export function seconds(name: string, env: Readonly<Record<string, string | undefined>>, fallback: number): number {
  return Math.round(1000 * number(name, env[name], fallback, { min: 0.01, max: 86_400 }));
}

/** @throws ConfigError for another word than `on` and `off` */
export function onOff(name: string, value: string | undefined, fallback: boolean): boolean {
  return oneOf(name, value, ['on', 'off'], fallback ? 'on' : 'off') === 'on';
}

/** @throws ConfigError for another word */
export function oneOf(name: string, value: string | undefined, words: readonly string[], fallback: string): string {
  const raw = text(value);
  if (raw === null) return fallback;
  if (words.includes(raw)) return raw;
  throw new ConfigError(`${name}=${raw} must be one of ${words.join(', ')}.`);
}

/** What goes into a header as it stands. @throws ConfigError, which does not repeat it, where no header can hold it */
export function headerText(name: string, value: string | undefined): string | null {
  const raw = text(value);
  if (raw === null || /^[\x21-\x7e]+$/.test(raw)) return raw;
  throw new ConfigError(`${name} must be one word of plain characters, without spaces or line ends within it.`);
}

/** Names of hosts between commas, each with its port or without one. @throws ConfigError for a URL or anything else */
export function hostNames(name: string, value: string | undefined): readonly string[] {
  const names = list(value);
  const wrong = names.find((one) => !/^([\w-]+(\.[\w-]+)*|\[[\da-f:.]+\])(:\d{1,5})?$/.test(one));
  if (wrong === undefined) return names;
  throw new ConfigError(
    `${name}: ${wrong} is not the name of a host: write it like tempera.example or tempera.example:8443.`,
  );
}

/** One IP address. @throws ConfigError for a name or a range */
export function ipAddress(name: string, value: string | undefined): string | null {
  const raw = text(value);
  if (raw === null || isIP(raw.replace(/^\[(.*)\]$/, '$1')) !== 0) return raw;
  throw new ConfigError(`${name}=${raw} must be an IP address, such as 127.0.0.1 or 172.17.0.1.`);
}

/** Parts between commas, in small letters. */
function list(value: string | undefined): readonly string[] {
  return (value ?? '')
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== '');
}
