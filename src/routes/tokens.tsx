import { type Context, Hono } from 'hono';
import { AS_REPORTED, TokenSheet, type TokenSheetProps, TokenView } from '../../views/completions/token-sheet.tsx';
import { mostOpen, readTokens } from '../analysis/token-readings.ts';
import type { AppDeps } from '../app-deps.ts';
import { NUMERIC_RANGES } from '../domain/sweep.ts';
import { found, ValidationError } from '../errors.ts';
import { fragment, idParam } from './answer.tsx';

/** Tokens that fit on a page; an answer is seldom longer. */
const MOST_TOKENS = 1_000;
const MOST_PLACES = 5;

/** The tokens of an answer with their probabilities, as reported and at another temperature. */
export function tokenRoutes(deps: AppDeps) {
  return new Hono()
    .get('/completions/:id/tokens', async (c) => fragment(c, <TokenView {...(await sheetOf(c, deps))} />))
    .get('/completions/:id/what-if', async (c) => fragment(c, <TokenSheet {...(await sheetOf(c, deps))} />));
}

async function sheetOf(c: Context, { store }: AppDeps): Promise<TokenSheetProps> {
  const completion = found(await store.completions.get(idParam(c)), 'completion');
  const reported = (await store.completions.logprobs(completion.id)) ?? [];
  const temperature = readTemperature(c.req.query('temperature'));
  const tokens = readTokens(reported.slice(0, MOST_TOKENS), { wanted: temperature });
  return {
    completion: completion.id,
    temperature,
    tokens,
    total: reported.length,
    open: mostOpen(tokens, MOST_PLACES),
  };
}

function readTemperature(text: string | undefined): number {
  if (text === undefined) return AS_REPORTED;
  const { min, max } = NUMERIC_RANGES.temperature;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= min && value <= max) return value;
  throw new ValidationError([{ path: 'temperature', message: `temperature must be a number from ${min} to ${max}.` }]);
}
