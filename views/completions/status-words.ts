import type { CompletionStatus } from '../../src/domain/run/completion.ts';

export const STATUS_WORDS: Readonly<Record<CompletionStatus, string>> = {
  queued: 'waiting for its turn',
  streaming: 'streaming',
  done: 'done',
  incomplete: 'incomplete: the answer ended without a finish reason',
  failed: 'failed',
  cancelled: 'stopped',
  held: 'held: a cap was reached',
  interrupted: 'interrupted: Tempera was stopped',
};
