import { randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { tokenViewId } from '../../../views/completions/logprobs-scale.tsx';
import { TokenSheet, type TokenSheetProps, TokenView } from '../../../views/completions/token-sheet.tsx';
import { Partial } from '../../../views/partial.tsx';
import { ProbeOfferView } from '../../../views/runs/probe-offer.tsx';
import { mostOpen, readTokens } from '../../analysis/texts/token-readings.ts';
import type { AppDeps } from '../../app-deps.ts';
import type { Completion } from '../../domain/run/completion.ts';
import { NUMERIC_RANGES } from '../../domain/run/sweep.ts';
import { orNotFound, ValidationError } from '../../errors.ts';
import { logprobsScale, subjectOf } from '../../probes/logprobs-scale.ts';
import { offerProbe, startProbe } from '../../probes/probes.ts';
import { fragment, idParam } from '../http/answer.tsx';
import { askingFirst, confirmationOf } from '../http/confirm-first.tsx';
import { formOf } from '../http/form.ts';
import { probeKey } from './probe-key.ts';

/** Tokens that fit on a page; an answer is seldom longer. */
const MAX_TOKENS = 1_000;
const MAX_PLACES = 5;

/** The tokens of an answer with their probabilities, as reported and at another temperature, and the probe of what is reported. */
export function tokenRoutes(deps: AppDeps) {
  return new Hono()
    .get('/completions/:id/tokens', async (c) => fragment(c, <TokenView {...(await sheetOf(c, deps))} />))
    .get('/completions/:id/what-if', async (c) => fragment(c, <TokenSheet {...(await sheetOf(c, deps))} />))
    .get('/completions/:id/probe', async (c) => {
      const completion = await completionIn(c, deps);
      const offer = await offerProbe(deps, 'logprobs', subjectOf(completion));
      const path = `/completions/${completion.id}/probes`;
      return fragment(c, <ProbeOfferView path={path} offer={offer} probeKey={randomUUID()} />);
    })
    .post('/completions/:id/probes', async (c) => {
      const completion = await completionIn(c, deps);
      const form = await formOf(c);
      const key = probeKey(form);
      return askingFirst(c, { fields: { key: key ?? '' } }, async () => {
        await startProbe(deps, { kind: 'logprobs', subject: subjectOf(completion), key, ...confirmationOf(form) });
        return fragment(
          c,
          <Partial target={tokenViewId(completion.id)}>
            <TokenView {...(await sheetOf(c, deps))} />
          </Partial>,
        );
      });
    });
}

async function completionIn(c: Context, { store }: AppDeps): Promise<Completion> {
  return orNotFound(await store.completions.get(idParam(c)), 'completion');
}

async function sheetOf(c: Context, deps: AppDeps): Promise<TokenSheetProps> {
  const completion = await completionIn(c, deps);
  const reported = (await deps.store.completions.logprobs(completion.id)) ?? [];
  const scale = await logprobsScale(deps, completion);
  const temperature = readTemperature(c.req.query('temperature')) ?? scale.served;
  const tokens = readTokens(reported.slice(0, MAX_TOKENS), { wanted: temperature, served: scale.served });
  return {
    completion: completion.id,
    temperature,
    tokens,
    total: reported.length,
    open: mostOpen(tokens, MAX_PLACES),
    scale,
  };
}

/** The temperature to try out; `null`: as reported. */
function readTemperature(text: string | undefined): number | null {
  if (text === undefined) return null;
  const { min, max } = NUMERIC_RANGES.temperature;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= min && value <= max) return value;
  throw new ValidationError([{ path: 'temperature', message: `temperature must be a number from ${min} to ${max}.` }]);
}
