import { perMillion, type UnitPrices } from '../../domain/money/cost.ts';

/*
 * Where the table of published prices is known to be wrong or silent: dated, with a source, so that an entry can go once the table
 * has it. US dollars per million tokens, as vendors publish them.
 */

interface Correction {
  /** The vendor's id in the table. */
  readonly provider: string;
  readonly model: RegExp;
  /** From this day on, `YYYY-MM-DD`. */
  readonly from: string;
  /** Its price is that of another model of the table. */
  readonly as?: string;
  readonly price?: { readonly input: number; readonly cachedInput: number; readonly output: number };
  /** Another price for prompts of more tokens than this. */
  readonly above?: { readonly tokens: number; readonly price: NonNullable<Correction['price']> };
  readonly source: string;
}

const CORRECTIONS: readonly Correction[] = [
  {
    provider: 'deepseek',
    model: /^deepseek-(chat|reasoner)$/,
    from: '2025-09-29',
    price: { input: 0.28, cachedInput: 0.028, output: 0.42 },
    source: 'api-docs.deepseek.com/quick_start/pricing (V3.2: both names cost the same); seen 2026-11-28',
  },
  {
    provider: 'mistral',
    model: /^mistral-large-latest$/,
    from: '2025-12-02',
    as: 'mistral-large-2512',
    source: 'docs.mistral.ai (the alias names Mistral Large 3); seen 2026-11-28',
  },
  {
    provider: 'x-ai',
    model: /^grok-4(-0709|-latest)?$/,
    from: '2025-07-09',
    above: { tokens: 128_000, price: { input: 6, cachedInput: 1.5, output: 30 } },
    source: 'docs.x.ai/docs/models (higher context pricing)',
  },
  ...(
    [
      ['gemini-pro-latest', 'gemini-2.5-pro'],
      ['gemini-flash-latest', 'gemini-2.5-flash'],
      ['gemini-flash-lite-latest', 'gemini-2.5-flash-lite'],
    ] as const
  ).map(([alias, as]) => ({
    provider: 'google',
    model: new RegExp(`^${alias}$`),
    from: '2025-09-25',
    as,
    source: 'LiteLLM model_prices_and_context_window.json (aliases); seen 2026-11-28',
  })),
];

/** What is to be used in the place of the table for a model: the name to look up, and the price, where it is another. */
export function correctionOf(query: {
  readonly provider: string | null;
  readonly model: string;
  readonly at: Date;
  readonly inputTokens: number;
}): { readonly model: string; readonly prices: UnitPrices | null } {
  const { provider, model, inputTokens } = query;
  const date = query.at.toISOString().slice(0, 10);
  const known = CORRECTIONS.find((one) => one.provider === provider && one.model.test(model) && one.from <= date);
  const above = known?.above;
  const price = above !== undefined && inputTokens > above.tokens ? above.price : known?.price;
  return {
    model: known?.as ?? model,
    prices:
      price === undefined
        ? null
        : {
            input: perMillion(price.input),
            cachedInput: perMillion(price.cachedInput),
            output: perMillion(price.output),
            model,
            date,
          },
  };
}
