import type { CompletionError, CompletionOutcome } from '../run/completion.ts';
import { atMostOfRequest, type WorstCase as RequestSize } from './at-most.ts';
import { NOT_BILLED } from './billing.ts';
import type { Picodollars } from './cost.ts';

/*
 * Caps on spending. Before a request is sent its worst case is reserved in four accounts at once: of its run, of the day, of its
 * notebook and of its connection. When it has ended the reservation gives way to what it really used. A request for which an
 * account has no room is not sent. What may have been billed without saying how much stays counted at its worst.
 */

export const CAP_SCOPES = ['run', 'day', 'notebook', 'connection'] as const;
export type CapScope = (typeof CAP_SCOPES)[number];

export const CAP_UNITS = ['money', 'tokens', 'requests'] as const;
export type CapUnit = (typeof CAP_UNITS)[number];

/** Money in pico-dollars, tokens (input and output), and requests, each attempt counted. */
export type Amount = Readonly<Record<CapUnit, bigint>>;

/** What an account may hold at most; `null`: no cap. */
export type Limits = Readonly<Record<CapUnit, bigint | null>>;
export type Caps = Readonly<Record<CapScope, Limits>>;

/** Beyond these a run on a paid connection asks first; `null`: it never asks for that. */
export interface Thresholds {
  readonly money: Picodollars | null;
  readonly requests: bigint | null;
}

/** What a person has decided on spending. */
export interface SpendingRules {
  readonly caps: Caps;
  readonly confirmation: Thresholds;
}

export const NO_LIMITS: Limits = { money: null, tokens: null, requests: null };
export const NO_CAPS: Caps = { run: NO_LIMITS, day: NO_LIMITS, notebook: NO_LIMITS, connection: NO_LIMITS };
export const DEFAULT_RULES: SpendingRules = {
  caps: NO_CAPS,
  confirmation: { money: 250_000_000_000n, requests: 200n },
};

export const NOTHING: Amount = { money: 0n, tokens: 0n, requests: 0n };

/** Whether anything is capped, so that what a request can use at most has to be known before it is sent. */
export function isCapped(caps: Caps): boolean {
  return CAP_SCOPES.some((scope) => CAP_UNITS.some((unit) => caps[scope][unit] !== null));
}

/** The most one request can use; `null`: nobody can say, as without max tokens and a known limit of the model. */
export interface WorstCase extends Readonly<Record<CapUnit, bigint | null>> {
  /** `free` and `unpriced` count as no money, so that no money cap holds them. */
  readonly pricing: 'free' | 'unpriced' | 'priced';
}

/** The worst case of one request, from what it takes to say how bad it can get. */
export function worstCase({ free, ...request }: RequestSize & { readonly free: boolean }): WorstCase {
  const { tokens, picodollars } = atMostOfRequest(request);
  const size = { tokens: tokens === null ? null : BigInt(tokens), requests: 1n };
  if (free || request.prices === null) return { pricing: free ? 'free' : 'unpriced', money: 0n, ...size };
  return { pricing: 'priced', money: picodollars, ...size };
}

/** What was used. */
export interface Spent extends Amount {
  /** The part of the money that is not known and counted at its worst. */
  readonly assumed: Picodollars;
  /** How many requests may have cost something that is not known. */
  readonly unpriced: number;
}

/** What one request, or the attempts of one completion, used. */
export type Charge = Spent;

export const NOTHING_SPENT: Spent = { money: 0n, tokens: 0n, requests: 0n, assumed: 0n, unpriced: 0 };

/** What a request that was sent has used: as known; else, if it may have been billed, as much as it was reserved for. */
export function chargeOf(
  { usage, cost, error }: Pick<CompletionOutcome, 'usage' | 'cost'> & { readonly error: CompletionError | null },
  worst: WorstCase,
): Charge {
  if (usage === null && cost === null && error !== null && NOT_BILLED.has(error.kind)) {
    return { money: 0n, tokens: 0n, requests: 1n, assumed: 0n, unpriced: 0 };
  }
  const assumed = cost === null ? (worst.money ?? 0n) : 0n;
  const known =
    usage === null || usage.inputTokens === null || usage.outputTokens === null
      ? null
      : BigInt(usage.inputTokens) + BigInt(usage.outputTokens);
  return {
    money: cost?.picodollars ?? assumed,
    tokens: known ?? worst.tokens ?? 0n,
    requests: 1n,
    assumed,
    unpriced: cost === null ? 1 : 0,
  };
}

/** What an account has spent, and what is reserved in it for requests that have not ended. */
export interface Account {
  readonly spent: Spent;
  readonly reserved: Amount;
}

/** The cap that keeps a request from being sent. */
export interface CapHit {
  readonly scope: CapScope;
  readonly unit: CapUnit;
  readonly limit: bigint;
  readonly spent: bigint;
  /** What the request may need at most; `null`: not bounded. */
  readonly needed: bigint | null;
}

/** `later`: there is room once requests in flight have ended with less than was reserved for them. */
export type Admission =
  | { readonly kind: 'fits' }
  | { readonly kind: 'later' }
  | { readonly kind: 'held'; readonly hit: CapHit };

/**
 * Whether a request may be sent, as the accounts stand. What needs nothing of a unit is never held by its caps; a request without a known
 * price, on a connection that was seen to charge, needs no known amount and is held where nothing is left.
 */
export function admission(
  caps: Caps,
  accounts: Readonly<Record<CapScope, Account>>,
  worst: Readonly<Record<CapUnit, bigint | null>> & Partial<Pick<WorstCase, 'pricing'>>,
): Admission {
  const mayCharge = worst.pricing === 'unpriced' && accounts.connection.spent.money > 0n;
  let mustWait = false;
  for (const scope of CAP_SCOPES) {
    const { spent, reserved } = accounts[scope];
    for (const unit of CAP_UNITS) {
      const limit = caps[scope][unit];
      const needed = worst[unit];
      if (limit === null) continue;
      const isUsedUp = unit === 'money' && mayCharge && spent.money >= limit;
      if (needed === 0n && !isUsedUp) continue;
      if (isUsedUp || needed === null || spent[unit] + needed > limit) {
        return { kind: 'held', hit: { scope, unit, limit, spent: spent[unit], needed } };
      }
      if (spent[unit] + reserved[unit] + needed > limit) mustWait = true;
    }
  }
  return mustWait ? { kind: 'later' } : { kind: 'fits' };
}

export function plus(a: Amount, b: Readonly<Record<CapUnit, bigint | null>>): Amount {
  return {
    money: a.money + (b.money ?? 0n),
    tokens: a.tokens + (b.tokens ?? 0n),
    requests: a.requests + (b.requests ?? 0n),
  };
}

export function minus(a: Amount, b: Readonly<Record<CapUnit, bigint | null>>): Amount {
  return {
    money: a.money - (b.money ?? 0n),
    tokens: a.tokens - (b.tokens ?? 0n),
    requests: a.requests - (b.requests ?? 0n),
  };
}

export function added(a: Spent, b: Spent): Spent {
  return { ...plus(a, b), assumed: a.assumed + b.assumed, unpriced: a.unpriced + b.unpriced };
}

/** Some requests that are alike. */
export interface Planned {
  /** Where they are sent; absent: as the whole is. */
  readonly connection?: string;
  readonly worst: WorstCase;
  readonly count: number;
}

/** The most that planned requests can use together; `null` where nobody can say. */
export function mostOf(planned: readonly Planned[]): Readonly<Record<CapUnit, bigint | null>> {
  const sum = (unit: CapUnit) =>
    planned.reduce<bigint | null>((total, { worst, count }) => {
      const one = worst[unit];
      return total === null || one === null ? null : total + one * BigInt(count);
    }, 0n);
  return { money: sum('money'), tokens: sum('tokens'), requests: sum('requests') };
}

/**
 * Whether a person is to be asked before so much is sent: beyond a threshold, and when the cost has no known bound. What is free
 * never asks; what has no known price asks by the number of its requests only.
 */
export function asksFirst(planned: readonly Planned[], { money, requests }: Thresholds): boolean {
  const paid = planned.filter(({ worst }) => worst.pricing !== 'free');
  if (paid.length === 0) return false;
  const most = mostOf(paid);
  return (
    (requests !== null && (most.requests ?? 0n) > requests) ||
    (money !== null && (most.money === null || most.money > money))
  );
}
