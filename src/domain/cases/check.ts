/** What of an answer is checked. `after_think` leaves out what stands before the last `</think>`. */
export const NAMED_EXTRACTS = ['whole', 'first_line', 'last_line', 'after_think'] as const;
export type Extract = (typeof NAMED_EXTRACTS)[number] | { readonly json_field: string } | { readonly regex: string };

type CheckType = Check['type'];
/** What a person said while reading stands beside the checks of the run, as the last result. */
const BY_HAND = 'by_hand';
/** What a result may be of. */
export const CHECK_RESULT_TYPES = [
  'label',
  'exact',
  'numeric',
  'json_schema',
  'contains',
  'regex',
  'length',
  'judge',
  BY_HAND,
] as const satisfies readonly (CheckType | typeof BY_HAND)[];

interface Extracting {
  readonly extract: Extract;
}

/** Judges an answer. `raw`: case, white space and trailing punctuation count. */
export type Check = Extracting &
  (
    | { readonly type: 'label'; readonly labels: readonly string[]; readonly raw: boolean }
    | { readonly type: 'exact'; readonly raw: boolean }
    /** Right when |answer - expected| <= atol + rtol * |expected|. */
    | { readonly type: 'numeric'; readonly atol: number; readonly rtol: number }
    | { readonly type: 'json_schema'; readonly schema: Readonly<Record<string, unknown>> | boolean }
    /** `text` is looked for as it stands; `null`: the expected answer. */
    | { readonly type: 'contains'; readonly text: string | null }
    | { readonly type: 'regex'; readonly pattern: string }
    | { readonly type: 'length'; readonly max_tokens: number }
    | JudgeCheck
  );

/**
 * A model says whether an answer passes. With a baseline it says which of two answers is better, asked in both orders. `model` and
 * `connection`: `null` until the judge is asked, from then on the ones that were.
 */
interface JudgeCheck {
  readonly type: 'judge';
  readonly rubric: string;
  readonly model: string | null;
  readonly connection: string | null;
  /** The column whose answer to the same case is to be beaten, from 0; `null`: each answer is judged by itself. */
  readonly baseline: number | null;
}

/** What one check says of one answer; `passed` is `null` where the check could not be applied. */
export interface CheckResult {
  readonly type: (typeof CHECK_RESULT_TYPES)[number];
  readonly passed: boolean | null;
  /** Why, in words. */
  readonly detail: string;
  /** Of a label check: the answer is none of the labels. */
  readonly offList?: true;
}

/** What all checks of a run say of one answer. */
export interface Checked {
  readonly passed: boolean | null;
  readonly results: readonly CheckResult[];
}

/** What judges answers where nothing was chosen and cases say what is right. */
const BY_EXPECTED: readonly Check[] = [{ type: 'exact', extract: 'whole', raw: false }];

/** The checks that were chosen; where none were, an answer has to be the expected one, if any case has one. */
export function checksFor(
  chosen: readonly Check[],
  cases: readonly { readonly expected: string | null }[],
): readonly Check[] {
  if (chosen.length > 0) return chosen;
  return cases.some(({ expected }) => expected !== null) ? BY_EXPECTED : [];
}

export const MAX_CHECKS = 20;
export const MAX_PATTERN = 1_000;
export const MAX_RUBRIC = 20_000;
export const MAX_SCHEMA = 100_000;
/** A longer answer is not checked. */
export const MAX_CHECKED_CHARACTERS = 1_000_000;

/** What a person said of an answer; `null`: nothing. */
export function handVerdict(checked: Checked | undefined): boolean | null {
  return checked?.results.find(({ type }) => type === BY_HAND)?.passed ?? null;
}

/** The same results with what a person says; `null` takes it away. Absent where nothing is left. */
export function withHandVerdict(checked: Checked | undefined, verdict: boolean | null): Checked | undefined {
  const others = checked?.results.filter(({ type }) => type !== BY_HAND) ?? [];
  const results = verdict === null ? others : [...others, { type: BY_HAND, passed: verdict, detail: '' } as const];
  return results.length === 0 ? undefined : { passed: passedOf(results), results };
}

/** False if any check failed, else unknown if any could not be applied, else true. */
export function passedOf(results: readonly Pick<CheckResult, 'passed'>[]): boolean | null {
  if (results.length === 0) return null;
  if (results.some(({ passed }) => passed === false)) return false;
  return results.every(({ passed }) => passed === true) ? true : null;
}
