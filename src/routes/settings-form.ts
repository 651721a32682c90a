import { CAP_SCOPES, CAP_UNITS, type Caps, type SpendingRules } from '../domain/money/caps.ts';
import {
  countLimitText,
  type LimitReading,
  moneyLimitText,
  readCountLimit,
  readMoneyLimit,
} from '../domain/money/limit-text.ts';

/** The fields of the settings page by name, as they stand in it. */
export type SettingsFields = Readonly<Record<string, string>>;

export type SettingsReading =
  | { readonly ok: true; readonly rules: SpendingRules }
  | { readonly ok: false; readonly errors: ReadonlyMap<string, string> };

/** Names of the fields, `day.money` for example, as the page and its answer use them. */
const FIELDS: readonly string[] = [
  ...CAP_SCOPES.flatMap((scope) => CAP_UNITS.map((unit) => `${scope}.${unit}`)),
  'confirmation.money',
  'confirmation.requests',
];

/** The rules as the page shows them. */
export function settingsFields({ caps, confirmation }: SpendingRules): SettingsFields {
  const cells = CAP_SCOPES.flatMap((scope) =>
    CAP_UNITS.map((unit) => {
      const limit = caps[scope][unit];
      return [`${scope}.${unit}`, unit === 'money' ? moneyLimitText(limit) : countLimitText(limit)] as const;
    }),
  );
  return {
    ...Object.fromEntries(cells),
    'confirmation.money': moneyLimitText(confirmation.money),
    'confirmation.requests': countLimitText(confirmation.requests),
  };
}

/** What was typed, also where it is wrong. */
export function typedFields(form: FormData): SettingsFields {
  return Object.fromEntries(FIELDS.map((name) => [name, String(form.get(name) ?? '').slice(0, 40)]));
}

/** The rules that were typed, or what is wrong with which fields. */
export function readSettings(fields: SettingsFields): SettingsReading {
  const errors = new Map<string, string>();
  const limit = (name: string) => {
    const typed = fields[name] ?? '';
    const reading: LimitReading = name.endsWith('.money') ? readMoneyLimit(typed) : readCountLimit(typed);
    if (reading.ok) return reading.limit;
    errors.set(name, reading.message);
    return null;
  };
  const caps = Object.fromEntries(
    CAP_SCOPES.map((scope) => [scope, Object.fromEntries(CAP_UNITS.map((unit) => [unit, limit(`${scope}.${unit}`)]))]),
  ) as unknown as Caps;
  const confirmation = { money: limit('confirmation.money'), requests: limit('confirmation.requests') };
  return errors.size === 0 ? { ok: true, rules: { caps, confirmation } } : { ok: false, errors };
}
