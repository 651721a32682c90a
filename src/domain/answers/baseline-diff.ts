/** A stretch of a word diff: in both texts, only in the new one, or only in the baseline. */
export interface DiffPart {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** The way from one text to another. */
export interface WordDiff {
  readonly parts: readonly DiffPart[];
  /** Finding the words would have taken too long: only what both begin and end with is told from the rest. */
  readonly rough: boolean;
}

/** What answers are held against: one answer, the most frequent answer of a column, or a text of one's own. */
export type Baseline =
  | { readonly kind: 'completion'; readonly id: number }
  | { readonly kind: 'column'; readonly index: number }
  | { readonly kind: 'text'; readonly text: string };

/** Different answers of a column that are shown; the rest is counted. */
export const MAX_SHOWN = 40;

/** An answer of a column, with all samples that are equal to it letter for letter. */
export interface DifferentAnswer {
  readonly text: string;
  readonly count: number;
  /** The first of its samples. */
  readonly completion: number;
  readonly sample: number;
  readonly equal: boolean;
  /** The way from the baseline to this answer; `null` without a baseline. */
  readonly diff: WordDiff | null;
  /** Characters of `text` before the samples of its column part; `null` when they never do. */
  readonly fork: number | null;
}

export interface DifferentColumn {
  readonly index: number;
  readonly label: string;
  readonly temperature: number | null;
  readonly n: number;
  /** Samples equal to the baseline. */
  readonly equal: number;
  /** Words that all its samples begin with; `null` with fewer than two, or when all are the same. */
  readonly forkDepth: number | null;
  /** The most frequent first, at most `MAX_SHOWN`. */
  readonly answers: readonly DifferentAnswer[];
  /** Different answers that are not shown. */
  readonly more: number;
}

/** A run's answers held against a baseline. */
export interface Differences {
  readonly run: number;
  readonly baseline: Baseline;
  readonly baselineLabel: string;
  /** `null` when there is no such answer. */
  readonly baselineText: string | null;
  readonly columns: readonly DifferentColumn[];
}

/** `column:2`, `completion:17`: how a baseline stands in an address. Texts do not. */
export function baselineName(baseline: Baseline): string {
  switch (baseline.kind) {
    case 'completion':
      return `completion:${baseline.id}`;
    case 'column':
      return `column:${baseline.index}`;
    case 'text':
      return 'text';
  }
}

/** The baseline of that name; `null` when it is none. */
export function parseBaseline(name: string): Baseline | null {
  const parsed = /^(completion|column):(\d{1,15})$/.exec(name);
  if (parsed === null) return null;
  const number = Number(parsed[2]);
  return parsed[1] === 'completion' ? { kind: 'completion', id: number } : { kind: 'column', index: number };
}

/** Words kept on either side of a difference. */
const CONTEXT = 3;

/** A diff without what both texts share, but for a few words around each difference; `…` stands for what is left out. */
export function onlyDifferences(parts: readonly DiffPart[]): readonly DiffPart[] {
  return parts.map((part, position) =>
    part.kind === 'same'
      ? { ...part, text: shortened(part.text, { first: position === 0, last: position === parts.length - 1 }) }
      : part,
  );
}

function shortened(text: string, { first, last }: { readonly first: boolean; readonly last: boolean }): string {
  const trimmed = text.trimEnd();
  const words = trimmed.match(/\s*\S+/gu) ?? [];
  const before = first ? 0 : CONTEXT;
  const after = last ? 0 : CONTEXT;
  if (words.length <= before + after + 1) return text;
  const kept = after === 0 ? '' : `${words.slice(-after).join('')}${text.slice(trimmed.length)}`;
  const opening = before === 0 ? '' : `${words.slice(0, before).join('')} `;
  return `${opening}… ${kept.trimStart()}`;
}
