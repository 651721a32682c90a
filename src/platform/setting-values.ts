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

/** Parts between commas, in small letters. */
export function list(value: string | undefined): readonly string[] {
  return (value ?? '')
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== '');
}
