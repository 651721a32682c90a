import { Hono } from 'hono';
import * as z from 'zod';
import type { AppDeps } from '../../app-deps.ts';
import { UTC, zoneNamed } from '../../domain/history/time-zone.ts';
import { CAP_SCOPES } from '../../domain/money/caps.ts';
import { type RulesJson, rulesJson, rulesOf } from '../../domain/money/spending-rules.ts';
import { validated } from '../../platform/input/validated.ts';
import { chooseZone } from '../http/choose-zone.ts';
import { parseJson } from '../http/json-body.ts';

/** Settings over the API: caps, from where on a run asks for confirmation, and the time zone of all days. */
export function apiSettingRoutes(deps: AppDeps) {
  const { rules } = deps;
  return new Hono()
    .get('/settings', (c) => c.json(settingsJson(deps)))
    .put('/settings', async (c) => {
      const { time_zone, ...given } = validated(wholeBody, await parseJson(c));
      await rules.save(rulesOf(given));
      if (time_zone !== undefined) await chooseZone(deps, time_zone);
      return c.json(settingsJson(deps));
    })
    .patch('/settings', async (c) => {
      const { time_zone, ...changes } = validated(partialBody, await parseJson(c));
      await rules.save(rulesOf(changed(rulesJson(rules.rules), changes)));
      if (time_zone !== undefined) await chooseZone(deps, time_zone);
      return c.json(settingsJson(deps));
    });
}

/** All settings; the time zone is the one that was chosen last, also while days are still being counted for it. */
function settingsJson({ rules, store }: AppDeps) {
  const { zone, next } = store.timeZones.state;
  return { ...rulesJson(rules.rules), time_zone: next ?? zone };
}

const MAX_USD = 9_999_999;
const MAX_COUNT = 999_999_999_999;

/** Worded when it is needed: the first number that is formatted takes 10 ms, which a start need not wait for. */
const usdWrong = {
  error: () =>
    `must be dollars from 0 to ${MAX_USD.toLocaleString('en-US')}, at most six decimals, or null for no limit`,
};
const countWrong = 'must be a whole number from 0, or null for no limit';

/** A limit in dollars. Finer than a millionth nobody means, and it would be cut silently. */
const usdLimit = z
  .number(usdWrong)
  .min(0, usdWrong)
  .max(MAX_USD, usdWrong)
  .refine((usd) => Math.abs(usd * 1e6 - Math.round(usd * 1e6)) < 1e-3, usdWrong)
  .nullable();

const countLimit = z
  .number({ error: countWrong })
  .int(countWrong)
  .min(0, countWrong)
  .max(MAX_COUNT, countWrong)
  .nullable();

const zoneWrong = 'must be the name of a time zone, as Europe/Berlin or UTC';
const timeZone = z.string(zoneWrong).transform((text, context) => {
  const zone = zoneNamed(text);
  if (zone === null) context.addIssue({ code: 'custom', message: zoneWrong });
  return zone ?? UTC;
});

const limits = z.strictObject({ usd: usdLimit, tokens: countLimit, requests: countLimit });
const thresholds = z.strictObject({ usd: usdLimit, requests: countLimit });

const wholeBody = z.strictObject({
  caps: z.strictObject({ run: limits, day: limits, notebook: limits, connection: limits }),
  confirmation: thresholds,
  time_zone: timeZone.optional(),
});

const someLimits = limits.partial().optional();
const partialBody = z.strictObject({
  caps: z.strictObject({ run: someLimits, day: someLimits, notebook: someLimits, connection: someLimits }).optional(),
  confirmation: thresholds.partial().optional(),
  time_zone: timeZone.optional(),
});

function changed(
  now: RulesJson,
  { caps = {}, confirmation = {} }: Omit<z.output<typeof partialBody>, 'time_zone'>,
): RulesJson {
  return {
    caps: Object.fromEntries(
      CAP_SCOPES.map((scope) => [scope, { ...now.caps[scope], ...caps[scope] }]),
    ) as unknown as RulesJson['caps'],
    confirmation: { ...now.confirmation, ...confirmation } as RulesJson['confirmation'],
  };
}
