import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ReportingDays } from '../../src/domain/history/reporting-days.ts';
import {
  type Amount,
  CAP_SCOPES,
  CAP_UNITS,
  type Caps,
  type CapUnit,
  type Charge,
  NO_CAPS,
  NO_LIMITS,
  NOTHING_SPENT,
  type Spent,
  type WorstCase,
} from '../../src/domain/money/caps.ts';
import { CapLedger, type Reservation, type Spender } from '../../src/spending/cap-ledger.ts';
import type { SpendingAccount } from '../../src/store/costs/spending-store.ts';

const NEVER = new AbortController().signal;

function worst(money: bigint, tokens = 10n): WorstCase {
  return { pricing: 'priced', money, tokens, requests: 1n };
}

function charge(money: bigint, tokens = 5n): Charge {
  return { money, tokens, requests: 1n, assumed: 0n, unpriced: 0 };
}

function ledger(caps: Partial<Caps>, earlier: (account: SpendingAccount) => Partial<Spent> = () => ({})) {
  return new CapLedger({
    caps: () => ({ ...NO_CAPS, ...caps }),
    load: async (account) => ({ ...NOTHING_SPENT, ...earlier(account) }),
    now: () => new Date('2026-11-22T12:00:00Z'),
    dayOf: (time) => new ReportingDays().spendingDay(time),
  });
}

const ONE: Spender = { run: 1, notebook: 1, connection: 'openai' };

/** What each account holds, kept beside the ledger: in the test's own, plainest way. */
class Books {
  readonly #held = new Map<string, Record<CapUnit, bigint>>();

  add(spender: Spender, amount: Readonly<Record<CapUnit, bigint | null>>, sign: 1n | -1n): void {
    for (const key of keysOf(spender)) {
      const held = this.#held.get(key) ?? { money: 0n, tokens: 0n, requests: 0n };
      for (const unit of CAP_UNITS) held[unit] += sign * (amount[unit] ?? 0n);
      this.#held.set(key, held);
    }
  }

  /** Accounts that hold more than their cap. */
  overdrawn(caps: Caps): readonly string[] {
    return [...this.#held].flatMap(([key, held]) => {
      const scope = CAP_SCOPES.find((name) => key.startsWith(name)) ?? 'run';
      return CAP_UNITS.filter((unit) => {
        const limit = caps[scope][unit];
        return limit !== null && held[unit] > limit;
      }).map((unit) => `${key} ${unit}`);
    });
  }
}

function keysOf({ run, notebook, connection }: Spender): readonly string[] {
  return [`run:${run}`, 'day', `notebook:${notebook}`, `connection:${connection}`];
}

const limit = fc.option(fc.bigInt(0n, 120n), { nil: null });
const limits = fc.record({ money: limit, tokens: limit, requests: fc.option(fc.bigInt(0n, 12n), { nil: null }) });
const caps = fc.record({ run: limits, day: limits, notebook: limits, connection: limits });
const request = fc.record({
  spender: fc.record({
    run: fc.integer({ min: 1, max: 4 }),
    notebook: fc.integer({ min: 1, max: 2 }),
    connection: fc.constantFrom('a', 'b'),
  }),
  money: fc.bigInt(0n, 40n),
  tokens: fc.bigInt(0n, 40n),
  /** Which share of its worst case it turns out to use, in percent. */
  used: fc.bigInt(0n, 100n),
  /** When it ends, against the others. */
  turn: fc.nat(1_000),
});

describe('whatever is asked in whatever order', () => {
  test('what is spent and what is reserved never exceed any cap together, and nobody waits for ever', async () => {
    await fc.assert(
      fc.asyncProperty(caps, fc.array(request, { maxLength: 40 }), async (given, requests) => {
        const book = ledger(given);
        const books = new Books();
        const open: { readonly reservation: Reservation; readonly request: (typeof requests)[number] }[] = [];
        let decided = 0;
        for (const one of requests) {
          void book.reserve(one.spender, worst(one.money, one.tokens), NEVER).then((reserved) => {
            decided += 1;
            if (reserved.kind === 'held') return;
            books.add(one.spender, reserved.reservation.worst, 1n);
            open.push({ reservation: reserved.reservation, request: one });
          });
        }
        for (;;) {
          await new Promise((resolve) => setImmediate(resolve));
          expect(books.overdrawn(given)).toEqual([]);
          open.sort((a, b) => a.request.turn - b.request.turn);
          const next = open.shift();
          if (next === undefined) break;
          const { spender, money, tokens, used } = next.request;
          const really: Amount = { money: (money * used) / 100n, tokens: (tokens * used) / 100n, requests: 1n };
          books.add(spender, next.reservation.worst, -1n);
          books.add(spender, really, 1n);
          next.reservation.settle({ ...really, assumed: 0n, unpriced: 0 });
        }
        expect(decided).toBe(requests.length);
      }),
      { numRuns: 200 },
    );
  });
});

test('one that fits only once another has cost less than it might waits for that', async () => {
  const book = ledger({ day: { ...NO_LIMITS, money: 100n } });
  const first = await book.reserve(ONE, worst(70n), NEVER);
  let second: string | null = null;
  const waiting = book.reserve({ ...ONE, run: 2 }, worst(60n), NEVER).then(({ kind }) => {
    second = kind;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(second).toBeNull();
  if (first.kind === 'reserved') first.reservation.settle(charge(30n));
  await waiting;
  expect(second).toBe('reserved');
});

test('one that can never fit any more is held, with the cap, what is spent and what it needs', async () => {
  const book = ledger({ notebook: { ...NO_LIMITS, tokens: 100n } });
  const first = await book.reserve(ONE, worst(1n, 60n), NEVER);
  if (first.kind === 'reserved') first.reservation.settle(charge(1n, 60n));
  expect(await book.reserve(ONE, worst(1n, 50n), NEVER)).toEqual({
    kind: 'held',
    hit: { scope: 'notebook', unit: 'tokens', limit: 100n, spent: 60n, needed: 50n },
  });
  expect((await book.reserve({ ...ONE, notebook: 2 }, worst(1n, 50n), NEVER)).kind).toBe('reserved');
});

test('a raised cap lets those go that wait, and a lowered one holds them', async () => {
  let limitOfDay = 10n;
  const book = new CapLedger({
    caps: () => ({ ...NO_CAPS, day: { ...NO_LIMITS, money: limitOfDay } }),
    load: async () => NOTHING_SPENT,
    now: () => new Date(),
    dayOf: (time) => new ReportingDays().spendingDay(time),
  });
  await book.reserve(ONE, worst(10n), NEVER);
  const [raised, lowered] = [book.reserve(ONE, worst(8n), NEVER), book.reserve(ONE, worst(9n), NEVER)];
  await new Promise((resolve) => setImmediate(resolve));
  limitOfDay = 18n;
  book.wake();
  expect((await raised).kind).toBe('reserved');
  limitOfDay = 5n;
  book.wake();
  expect((await lowered).kind).toBe('held');
});

test('what was spent before this process began counts, and is read once', async () => {
  const read: string[] = [];
  const book = ledger({ day: { ...NO_LIMITS, money: 100n } }, ({ scope, id }) => {
    read.push(`${scope} ${typeof id === 'object' ? `${id.day} ${id.zone}` : id}`);
    return scope === 'day' ? { money: 95n } : {};
  });
  expect((await book.reserve(ONE, worst(6n), NEVER)).kind).toBe('held');
  expect((await book.reserve(ONE, worst(5n), NEVER)).kind).toBe('reserved');
  expect(read).toEqual(['run 1', 'day 2026-11-22 UTC', 'notebook 1', 'connection openai']);
});

test('a free request is held by no cap on money, and one that nobody can bound by each that would need to know', async () => {
  const book = ledger({ day: { ...NO_LIMITS, money: 0n } });
  const free: WorstCase = { pricing: 'free', money: 0n, tokens: null, requests: 1n };
  expect((await book.reserve(ONE, free, NEVER)).kind).toBe('reserved');
  const unbounded: WorstCase = { pricing: 'priced', money: null, tokens: null, requests: 1n };
  expect(await book.reserve(ONE, unbounded, NEVER)).toMatchObject({ hit: { unit: 'money', needed: null } });
  const tokens = ledger({ run: { ...NO_LIMITS, tokens: 1_000n } });
  expect(await tokens.reserve(ONE, free, NEVER)).toMatchObject({ hit: { unit: 'tokens', needed: null } });
});

test('one that is stopped while it waits leaves the line', async () => {
  const book = ledger({ day: { ...NO_LIMITS, requests: 1n } });
  const first = await book.reserve(ONE, worst(1n), NEVER);
  const stop = new AbortController();
  const waiting = book.reserve(ONE, worst(1n), stop.signal).then(
    () => 'reserved',
    () => 'stopped',
  );
  stop.abort();
  expect(await waiting).toBe('stopped');
  if (first.kind === 'reserved') first.reservation.settle(charge(1n));
  expect((await book.standing(ONE, worst(1n))).kind).toBe('held');
});

test('settling twice counts once', async () => {
  const book = ledger({});
  const reserved = await book.reserve(ONE, worst(10n), NEVER);
  if (reserved.kind !== 'reserved') throw new Error('It was not reserved.');
  reserved.reservation.settle(charge(4n));
  reserved.reservation.settle(charge(4n));
  expect(book.today()).toMatchObject({ spent: { money: 4n, requests: 1n }, reserved: { money: 0n, requests: 0n } });
});
