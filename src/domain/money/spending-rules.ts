import { CAP_SCOPES, type Caps, type CapUnit, type Limits, type SpendingRules } from './caps.ts';
import { type Picodollars, toUsd } from './cost.ts';

/** Limits as the API gives them and the data file keeps them: dollars, counts, and `null` for none. */
interface LimitsJson {
  readonly usd: number | null;
  readonly tokens: number | null;
  readonly requests: number | null;
}

export interface RulesJson {
  readonly caps: { readonly [Scope in keyof Caps]: LimitsJson };
  readonly confirmation: { readonly usd: number | null; readonly requests: number | null };
}

export function rulesJson({ caps, confirmation }: SpendingRules): RulesJson {
  return {
    caps: Object.fromEntries(CAP_SCOPES.map((scope) => [scope, limitsJson(caps[scope])])) as RulesJson['caps'],
    confirmation: { usd: dollars(confirmation.money), requests: number(confirmation.requests) },
  };
}

export function rulesOf({ caps, confirmation }: RulesJson): SpendingRules {
  return {
    caps: Object.fromEntries(CAP_SCOPES.map((scope) => [scope, limitsOf(caps[scope])])) as unknown as Caps,
    confirmation: { money: picodollarsOf(confirmation.usd), requests: whole(confirmation.requests) },
  };
}

function limitsJson({ money, tokens, requests }: Limits): LimitsJson {
  return { usd: dollars(money), tokens: number(tokens), requests: number(requests) };
}

function limitsOf({ usd, tokens, requests }: LimitsJson): Limits {
  return { money: picodollarsOf(usd), tokens: whole(tokens), requests: whole(requests) };
}

/** A unit as pages and the API call it. */
export function unitName(unit: CapUnit): 'usd' | 'tokens' | 'requests' {
  return unit === 'money' ? 'usd' : unit;
}

/** An amount as the API gives it: dollars, or a count. */
export function amountJson(unit: CapUnit, amount: bigint): number {
  return unit === 'money' ? toUsd(amount) : Number(amount);
}

function dollars(money: Picodollars | null): number | null {
  return money === null ? null : toUsd(money);
}

function number(count: bigint | null): number | null {
  return count === null ? null : Number(count);
}

function whole(count: number | null): bigint | null {
  return count === null ? null : BigInt(count);
}

/** To the micro-dollar, which is finer than anybody types. */
function picodollarsOf(usd: number | null): Picodollars | null {
  return usd === null ? null : BigInt(Math.round(usd * 1e6)) * 1_000_000n;
}
