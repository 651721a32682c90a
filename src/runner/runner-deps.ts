import type { Checked } from '../domain/cases/check.ts';
import { ReportingDays } from '../domain/history/reporting-days.ts';
import { NO_CAPS, NOTHING_SPENT, type WorstCase } from '../domain/money/caps.ts';
import type { Completion, CompletionOutcome } from '../domain/run/completion.ts';
import type { Remark } from '../domain/run/remark.ts';
import type { RunWithPrompt } from '../domain/run/run.ts';
import type { RequestForm } from '../provider/chat/request-form.ts';
import type { Provider } from '../provider/provider.ts';
import { CapLedger } from '../spending/cap-ledger.ts';
import type { Store } from '../store/store.ts';
import type { CompletionWriter } from './completion-writer.ts';
import type { FirstRequests } from './first-requests.ts';
import type { Pricing } from './outcome.ts';

/** A completion that was answered just now. */
export interface Answered {
  readonly completion: Completion;
  readonly run: RunWithPrompt;
  readonly outcome: CompletionOutcome;
}

/** What a runner is made of. */
export interface RunnerOptions {
  readonly store: Pick<Store, 'runs' | 'completions' | 'images'> & {
    /** Whether the file is still in its place; without it, it is. */
    readonly dataFile?: Pick<Store['dataFile'], 'problem' | 'follow'>;
  };
  readonly provider: Pick<Provider, 'chat' | 'connection'>;
  /** Requests in flight per connection. */
  readonly concurrency: number;
  /** How to count and price what a completion used. */
  readonly pricing: (completion: Completion, run: RunWithPrompt) => Pricing;
  /** What the checks of its run say of an answer; `null` where the run has none. Without it, nothing is checked. */
  readonly check?: (answered: Answered) => Promise<Checked | null>;
  /** What is to be said of an answer that is not in the format asked for; `null` when it is. Without it, none is looked at. */
  readonly checkFormat?: (answered: Answered) => Promise<readonly Remark[]>;
  /** A model refused a parameter: worth remembering. */
  readonly onRefusal: (refusal: {
    readonly completion: Completion;
    readonly param: string;
    /** Whether it is refused at any value. */
    readonly anyValue: boolean;
    readonly message: string;
  }) => void;
  /** Answers can, or cannot, be written to the data file. */
  readonly onStorageProblem?: (problem: Error | null) => void;
  readonly onUnexpected: (error: unknown) => void;
  /** A run has ended, and its end is kept. */
  readonly onEnded?: (run: RunWithPrompt) => void;
  /** How requests are shaped; without it, in OpenAI's way, and nothing is learned. */
  readonly forms?: RequestFormBook;
  readonly now: () => Date;
  /** Where room is kept for requests, and how much one can need at most; without them, nothing is capped. */
  readonly ledger?: Pick<CapLedger, 'reserve' | 'forget'>;
  readonly worstCase?: (completion: Completion, run: RunWithPrompt) => WorstCase;
}

/** What a runner needs to know of the forms that services take, and what it tells of them. */
export interface RequestFormBook {
  of(connection: string, model: string): RequestForm;
  learn(connection: string, model: string, change: Partial<RequestForm>): Promise<void>;
  learnIgnoredLimit(connection: string, model: string): Promise<void>;
  learnHeldLimit(connection: string, model: string): Promise<void>;
}

export interface RunnerDeps extends RunnerOptions {
  readonly log: CompletionWriter;
  /** Without a book of forms there is nothing to learn from a first request. */
  readonly firsts: FirstRequests | null;
  readonly ledger: Pick<CapLedger, 'reserve' | 'forget'>;
  readonly worstCase: (completion: Completion, run: RunWithPrompt) => WorstCase;
}

const NOT_MEASURED: WorstCase = { pricing: 'unpriced', money: 0n, tokens: 0n, requests: 1n };
/** For a runner that is given no caps to keep. */
export function uncapped(now: () => Date): Pick<RunnerDeps, 'ledger' | 'worstCase'> {
  const ledger = new CapLedger({
    caps: () => NO_CAPS,
    load: async () => NOTHING_SPENT,
    now,
    dayOf: (time) => new ReportingDays().spendingDay(time),
  });
  return { ledger, worstCase: () => NOT_MEASURED };
}
