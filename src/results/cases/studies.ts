import { median } from '../../analysis/length.ts';
import { norm } from '../../analysis/texts/text.ts';
import type { ColumnScore, Flips } from '../../domain/cases/score.ts';
import { orderOf, type StudyKind, type StudyLabelRow } from '../../domain/cases/study.ts';
import { toUsd } from '../../domain/money/cost.ts';
import { enabledExamples, isSent, type Prompt } from '../../domain/prompt/prompt.ts';
import { answerText } from '../../domain/prompt/tool.ts';
import { applyVariant, type RunVariant } from '../../domain/prompt/variant.ts';
import { type Column, columnsOf, isSample } from '../../domain/run/columns.ts';
import type { Completion } from '../../domain/run/completion.ts';
import type { RunView } from '../../domain/run/run.ts';
import { flipsOf } from './flips.ts';
import { scoredSamples, scoreOf } from './scores.ts';

/** One variant of a study beside its baseline, the first variant. */
export interface StudyVariantRow {
  readonly variant: string;
  /** Example rows that it sends; in the order study, their places from 0. */
  readonly shots: number;
  readonly order: readonly number[] | null;
  /** The row it leaves out, by its place from 0. */
  readonly leftOut: number | null;
  readonly score: ColumnScore;
  readonly flips: Flips | null;
  /** Means of its requests; `null` where they are not known. */
  readonly inputTokens: number | null;
  readonly usd: number | null;
}

export type Study =
  | {
      readonly kind: Exclude<StudyKind, 'labels'>;
      readonly rows: readonly StudyVariantRow[];
      readonly spread: Spread | null;
    }
  | { readonly kind: 'labels'; readonly rows: readonly StudyLabelRow[] };

/** Pass rates of all orders: never only the best. */
interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** What a study says so far; `null` for a run that is none. */
export function studyOf(view: RunView): Study | null {
  const { study: kind, variants = [] } = view.run.request;
  if (kind === undefined) return null;
  const columns = columnsOf(view);
  if (kind === 'labels') return { kind, rows: labelRows(view.run.prompt, columns) };
  const [baseline] = columns;
  const rows = columns.map((column) => variantRow(view, { column, baseline, variants, kind }));
  const rates = rows.map(({ score }) => score.passRate.value).filter((rate) => rate !== null);
  return { kind, rows, spread: kind === 'order' ? spreadOf(rates) : null };
}

interface VariantOfStudy {
  readonly column: Column;
  readonly baseline: Column | undefined;
  readonly variants: readonly RunVariant[];
  readonly kind: StudyKind;
}

function variantRow({ run }: RunView, { column, baseline, variants, kind }: VariantOfStudy): StudyVariantRow {
  const { request, prompt } = run;
  const samples = scoredSamples(column, request);
  const name = String(column.value);
  const changes = variants.find((variant) => variant.name === name)?.changes ?? {};
  const asked = applyVariant(prompt, changes);
  const keys = Array.from({ length: request.cases ?? 0 }, (_, place) => String(place));
  const side = (of: Column) => ({ column: of, request, keys });
  return {
    variant: name,
    shots: Math.min(changes.nearest ?? Number.POSITIVE_INFINITY, enabledExamples(asked).length),
    order: kind === 'order' ? orderOf(prompt, asked.examples) : null,
    leftOut: kind === 'leave_one_out' ? leftOutOf(prompt, asked) : null,
    score: scoreOf(samples),
    flips: baseline === undefined || baseline === column ? null : flipsOf(side(baseline), side(column)),
    inputTokens: meanOf(samples.map(({ usage }) => usage?.inputTokens ?? null)),
    usd: meanOf(samples.map(moneyOf)),
  };
}

function leftOutOf({ examples }: Prompt, asked: Prompt): number | null {
  const place = examples.findIndex((row, index) => isSent(row) && asked.examples[index]?.enabled === false);
  return place === -1 ? null : place;
}

function moneyOf({ cost }: Completion): number | null {
  return cost === null || cost.source === 'free' ? null : toUsd(cost.picodollars);
}

/** `null` unless all are known. */
function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0 || known.length < values.length) return null;
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

function spreadOf(rates: readonly number[]): Spread | null {
  const middle = median(rates);
  return middle === null ? null : { min: Math.min(...rates), median: middle, max: Math.max(...rates) };
}

function labelRows(prompt: Prompt, columns: readonly Column[]): readonly StudyLabelRow[] {
  const outputs = enabledExamples(prompt).map(({ output }) => norm(output));
  const answers = columns
    .flatMap(({ cells }) => cells.flatMap((cell) => cell.completions.map(({ completion }) => completion)))
    .filter(isSample)
    .map((completion) => norm(answerText(completion)));
  const share = (all: readonly string[], label: string) => all.filter((one) => one === label).length / all.length;
  return [...new Set([...outputs, ...answers])].map((label) => ({
    label,
    share: share(outputs, label),
    last: label === outputs.at(-1),
    noContent: answers.length === 0 ? null : share(answers, label),
  }));
}
