import type { SpendingDay } from '../../domain/history/reporting-days.ts';
import type { Spent } from '../../domain/money/caps.ts';

/** What an account of spending is of. */
export type SpendingAccount =
  | { readonly scope: 'run'; readonly id: number }
  | { readonly scope: 'day'; readonly id: SpendingDay }
  | { readonly scope: 'notebook'; readonly id: number }
  | { readonly scope: 'connection'; readonly id: string };

/** Sums of what was sent, by when it was sent: what caps are held against. */
export interface SpendingStore {
  /** What was spent so far; its `unpriced` counts requests. Nothing for what was never asked. */
  of(account: SpendingAccount): Promise<Spent>;
  /** What each connection has spent, by its id. */
  byConnection(): Promise<ReadonlyMap<string, Spent>>;
}
