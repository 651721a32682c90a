import type { Equality } from '../../src/domain/answers/answer-groups.ts';
import type { Calendar } from '../../src/domain/history/time-zone.ts';
import type { UnitPrices } from '../../src/domain/money/cost.ts';
import type { AnswerView } from '../../src/domain/notebook/notebook.ts';
import type { ConnectionNames } from '../../src/domain/run/sweep.ts';

/** What it takes to show answers, besides the answers. */
export interface DisplayOptions {
  readonly view: AnswerView;
  /** Which answers count as the same. */
  readonly equality: Equality;
  /** Whether the probability of each token was asked for. */
  readonly logprobs: boolean;
  /** A cheap real model, by which the built-in one's free answers are priced to teach what they would cost. */
  readonly reference: UnitPrices | null;
  /** The built-in model's own label; `null` for real models. */
  readonly demoLabel: string | null;
  /** What caps on money cannot do for this run, in a sentence. */
  readonly unpricedWarning: string | null;
  /** What its connections are called, those that were removed as well. */
  readonly nameOf: ConnectionNames;
  /** The days that times are told by. */
  readonly calendar: Calendar;
}
