import type {
  BackfilledPrices,
  CustomPrice,
  NewPrice,
  PriceBackfill,
  UnpricedModel,
} from '../../domain/money/custom-price.ts';

/** Prices that people set, and what has none. */
export interface PriceStore {
  /** All that were set and not withdrawn, in the order they were set. */
  list(): Promise<readonly CustomPrice[]>;
  set(price: NewPrice, now: Date): Promise<CustomPrice>;
  /** New requests no longer cost it; `false` when there is no such price. */
  withdraw(id: number, now: Date): Promise<boolean>;
  /** Models with requests that have no known cost, most requests first. */
  unpriced(): Promise<readonly UnpricedModel[]>;
  /** What such requests of one model would come to at these prices. */
  priceBackfill(subject: ModelOnConnection, prices: readonly CustomPrice[]): Promise<PriceBackfill>;
  /** Gives them those prices, marked as set later, with the daily sums and what caps are held against; answers what it came to. */
  pricePast(subject: ModelOnConnection, prices: readonly CustomPrice[]): Promise<BackfilledPrices>;
}

export interface ModelOnConnection {
  readonly connection: string;
  readonly model: string;
}
