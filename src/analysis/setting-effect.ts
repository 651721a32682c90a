import type { Equality } from '../domain/answers/answer-groups.ts';
import { answerKey } from './agreement.ts';
import { testAnswers } from './answer-tests.ts';

/**
 * Whether a setting took effect, claimed only as far as known. Equal answers everywhere are what an honest server gives when the
 * answer is nearly certain, and a server that ignores the setting still varies: outputs alone never prove either, so `yes` and `ignored`
 * come from a probe only.
 */
export type SettingEffect = 'yes' | 'ignored' | 'refused' | 'not sent' | 'no effect seen' | 'unknown';

/** Each state in words, for a tooltip. */
export const SETTING_EFFECT_WORDS: Readonly<Record<SettingEffect, string>> = {
  yes: 'a probe saw answers vary more at a higher value',
  ignored: 'a probe saw no difference between the answers at the lowest and at the highest value',
  refused: 'the API refused this value',
  'not sent': "no value was sent: the model's own default applies",
  'no effect seen': 'all answers are equal at every value; cannot tell: the answer may simply be certain',
  unknown: 'cannot tell from these answers alone',
};

/** What a probe can find out. */
export type ProbeVerdict = Extract<SettingEffect, 'yes' | 'ignored' | 'unknown'>;

/** Answers a probe asks for at each of its two values. */
export const PROBE_SAMPLES = 8;
const ENOUGH_RISE = 4;
const SAME_ANSWERS = 0.2;

export interface SweptColumn {
  /** The setting's value as sent; `null` when it was not sent. */
  readonly value: string | number | null;
  /** Whether the API refused the value. */
  readonly refused: boolean;
  readonly outputs: readonly string[];
}

/** The state of each column of one swept setting, in order; `probe` is the kept verdict for this connection and model, if any. */
export function settingEffects(
  columns: readonly SweptColumn[],
  { equality, probe }: { readonly equality: Equality; readonly probe: ProbeVerdict | null },
): readonly SettingEffect[] {
  const judged = probe === 'yes' || probe === 'ignored' ? probe : outcomeSeen(columns, equality);
  return columns.map((column) => {
    if (column.value === null) return 'not sent';
    return column.refused ? 'refused' : judged;
  });
}

/**
 * What a probe shows: the answers to a prompt with many possible answers ("a random word") at the lowest and the highest value. `yes`
 * when the distinct answers rise by at least 4; `ignored` when the answers of both sides do not differ (two-sample test, p > 0.2); else, or with fewer than 8 answers on a side, `unknown`. Answers are compared normalised.
 */
export function probeVerdict({
  lowest,
  highest,
}: {
  readonly lowest: readonly string[];
  readonly highest: readonly string[];
}): ProbeVerdict {
  if (lowest.length < PROBE_SAMPLES || highest.length < PROBE_SAMPLES) return 'unknown';
  const rise = kinds(highest, 'norm') - kinds(lowest, 'norm');
  if (rise >= ENOUGH_RISE) return 'yes';
  const tests = testAnswers({ strata: [[lowest, highest]], equality: 'norm', sweep: false, pairs: [[0, 1]] });
  const p = tests?.pairs[0]?.p ?? null;
  return p !== null && p > SAME_ANSWERS ? 'ignored' : 'unknown';
}

function outcomeSeen(columns: readonly SweptColumn[], equality: Equality): SettingEffect {
  const answered = columns.filter((column) => column.value !== null && !column.refused && column.outputs.length > 0);
  const values = new Set(answered.map((column) => column.value));
  const answers = answered.flatMap((column) => column.outputs);
  return values.size >= 2 && kinds(answers, equality) === 1 ? 'no effect seen' : 'unknown';
}

function kinds(answers: readonly string[], equality: Equality): number {
  return new Set(answers.map((answer) => answerKey(answer, equality))).size;
}
