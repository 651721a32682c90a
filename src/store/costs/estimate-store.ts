import type { EstimateErrors, LoggedOutput } from '../../domain/money/estimate.ts';

/** What estimates are made from, and how far they were off. */
export interface EstimateStore {
  /** The last answers of an experiment by a model, else of anybody by it; `null` when there are none. */
  logged(asked: {
    readonly connection: string;
    readonly model: string;
    readonly experiment: number | null;
  }): Promise<LoggedOutput | null>;
  /** Over everything that was ever compared, by connection and model. */
  errors(): Promise<readonly EstimateErrors[]>;
}
