import { type Context, Hono } from 'hono';
import * as z from 'zod';
import type { AppDeps } from '../../app-deps.ts';
import { toUsd } from '../../domain/money/cost.ts';
import { PROBE_KINDS, type Probe, type ProbeKind, type ProbeOffer } from '../../domain/run/probe.ts';
import { REASONING_EFFORTS } from '../../domain/run/sweep.ts';
import { ValidationError } from '../../errors.ts';
import { validated } from '../../platform/input/validated.ts';
import { latestProbe, offerProbe, type ProbeSubject, probeKey, startProbe } from '../../probes/probes.ts';
import { parseJson } from '../http/json-body.ts';
import { requireConfirmation } from './confirmation.ts';
import { earlierRun, idempotentRequest, runKey } from './idempotency.ts';
import { waitSeconds } from './wait.ts';

const body = z.strictObject({
  kind: z.enum(PROBE_KINDS, { error: `must be one of ${PROBE_KINDS.join(', ')}` }),
  model: z.string().min(1),
  connection: z.string().min(1).optional(),
  reasoning_effort: z.enum(REASONING_EFFORTS).nullable().default(null),
  confirm: z.boolean().default(false),
});

/** Probes over the API: what one would cost, making it, and what the latest ones of a model found. */
export function apiProbeRoutes(deps: AppDeps) {
  return new Hono()
    .post('/probes', async (c) => {
      const json = await parseJson(c);
      const { kind, model, connection, reasoning_effort: reasoningEffort, confirm } = validated(body, json);
      const subject = { ...(await modelNamed(deps, model, connection)), reasoningEffort };
      const estimate = estimateJson(await offerProbe(deps, kind, subject));
      requireConfirmation(confirm, estimate);
      const repeatable = idempotentRequest(c, json);
      // A key tells one request from all others: another kind of probe under it is another request.
      if (repeatable !== null) {
        for (const any of PROBE_KINDS) await earlierRun(deps, repeatable, (key) => probeKey(any, runKey(key)));
      }
      const probe = await startProbe(deps, {
        kind,
        subject,
        key: repeatable === null ? null : runKey(repeatable.key),
        ...(repeatable === null ? {} : { requestHash: repeatable.hash }),
        confirmed: true,
      });
      c.header('Location', `/api/v1/probes?${addressOf(probe)}`);
      return c.json({ ...probeJson(probe), estimate }, 202);
    })
    .get('/probes', async (c) => {
      const { model, connection } = c.req.query();
      if (model === undefined) throw new ValidationError([{ path: 'model', message: 'model is missing.' }]);
      const subject = await modelNamed(deps, model, connection);
      return c.json({ ...subject, probes: await probesOf(c, deps, subject) });
    });
}

/** The latest probe of each kind; waits for those that go on, as long as it was asked to. */
async function probesOf(c: Context, deps: AppDeps, subject: Pick<ProbeSubject, 'connection' | 'model'>) {
  const until = performance.now() + 1000 * waitSeconds(c);
  const probes = [];
  for (const kind of PROBE_KINDS) {
    const latest = await latestProbe(deps, kind, subject);
    if (latest === null) continue;
    const isOver = latest.result !== null;
    if (!isOver) await deps.runner.wait(latest.run, Math.max(0, until - performance.now()), c.req.raw.signal);
    const now = isOver ? latest : await latestProbe(deps, kind, subject);
    if (now !== null) probes.push(probeJson(now));
  }
  return probes;
}

async function modelNamed({ models, provider }: AppDeps, model: string, connection: string | undefined) {
  const chosen = await models.find(model, connection ?? null);
  if (chosen !== null) return chosen;
  if (connection !== undefined) {
    const known = provider.connections().map(({ id }) => id);
    throw new ValidationError([
      { path: 'connection', message: `There is no connection “${connection}”; there are ${known.join(', ')}.` },
    ]);
  }
  throw new ValidationError([{ path: 'model', message: `No connection has the model “${model}”.` }]);
}

function probeJson({ kind, connection, model, run, date, lowest, highest, result }: Probe<ProbeKind>) {
  return { kind, connection, model, run, date, temperatures: [lowest, highest], result: resultJson(result) };
}

/** Different answers of so many at each temperature, or how far the logprobs of one token were apart. */
function resultJson(result: Probe<ProbeKind>['result']) {
  if (result === null) return null;
  const { verdict } = result;
  if ('distinct' in result) return { verdict, distinct: result.distinct, n: result.n };
  return { verdict, tokens: result.tokens, largest_gap: result.largestGap };
}

function estimateJson({ requests, inputTokens, maxCostPicodollars: most }: ProbeOffer) {
  return { requests, input_tokens: inputTokens, max_cost_usd: most === null ? null : toUsd(most) };
}

function addressOf({ connection, model }: Pick<ProbeSubject, 'connection' | 'model'>): URLSearchParams {
  return new URLSearchParams({ connection, model });
}
