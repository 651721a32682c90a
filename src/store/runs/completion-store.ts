import type { Charge } from '../../domain/money/caps.ts';
import type { Message } from '../../domain/prompt/message.ts';
import type {
  AnnotationChange,
  Completion,
  CompletionOutcome,
  CompletionRaw,
  TokenLogprob,
} from '../../domain/run/completion.ts';
import type { RunStatus } from '../../domain/run/run.ts';

export interface CompletionStore {
  ofRun(runId: number): Promise<readonly Completion[]>;
  get(id: number): Promise<Completion | null>;
  raw(id: number): Promise<CompletionRaw | null>;
  logprobs(id: number): Promise<readonly TokenLogprob[] | null>;
  /** The newest completion of a notebook that answered exactly this to exactly these messages. */
  thatAnswered(
    notebookId: number,
    answer: { readonly asked: readonly Message[]; readonly text: string },
  ): Promise<Completion | null>;
  /** Writes the marks that are given and leaves the others; answers the completion with them. */
  mark(id: number, annotations: Partial<AnnotationChange>): Promise<Completion | null>;
  /**
   * Writes several changes in one short transaction, with the daily roll-ups of those that ended. When one of them holds what the
   * file cannot, they are written one by one: answers those that could not be. Rejects when the file itself cannot be written.
   */
  write(changes: readonly CompletionChange[]): Promise<readonly RefusedChange[]>;
}

/** A change that the file could not take, whatever the state of the disk. */
export interface RefusedChange {
  readonly change: CompletionChange;
  readonly reason: Error;
}

export type CompletionChange =
  /** It is being sent now. */
  | { readonly type: 'started'; readonly id: number; readonly startedAt: Date }
  /** Text so far, so that a crash loses little. */
  | { readonly type: 'checkpoint'; readonly id: number; readonly text: string }
  /** `charge`: what its attempts used, for the sums that caps are held against; without it, what the outcome says. */
  | {
      readonly type: 'ended';
      readonly id: number;
      readonly outcome: CompletionOutcome;
      readonly endedAt: Date;
      readonly charge?: Charge;
    }
  /** It will be asked again: back to `queued`; what the earlier attempt cost stays counted in the roll-ups. */
  | { readonly type: 'requeued'; readonly id: number }
  /** Its run's state changed; here, so that it stands in the same transaction as the completion that ended it. */
  | { readonly type: 'run'; readonly id: number; readonly status: RunStatus; readonly endedAt: Date | null };
