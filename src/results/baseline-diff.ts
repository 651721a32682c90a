import { groupAnswers } from '../analysis/agreement.ts';
import type { Analyst } from '../analysis/analyst.ts';
import { type Fork, forkOf } from '../analysis/texts/fork.ts';
import {
  type Baseline,
  type Differences,
  type DifferentAnswer,
  type DifferentColumn,
  MAX_SHOWN,
  type WordDiff,
} from '../domain/answers/baseline-diff.ts';
import { answerText } from '../domain/prompt/tool.ts';
import { columnLabel } from '../domain/run/column-label.ts';
import { type Column, columnsOf, samplesOf } from '../domain/run/columns.ts';
import type { Completion } from '../domain/run/completion.ts';
import type { RunView } from '../domain/run/run.ts';

/**
 * Holds every answer of a run against a baseline. `completion` is the baseline's answer where the baseline is one; it may come from
 * another run.
 */
export async function differencesOf(
  view: RunView,
  baseline: Baseline,
  { completion, analyst }: { readonly completion: Completion | null; readonly analyst: Pick<Analyst, 'diffWords'> },
): Promise<Differences> {
  const columns = columnsOf(view).map((column) => ({ column, samples: samplesOf(column).samples }));
  const { label, text } = baselineOf(baseline, columns, { completion, run: view.run.id });
  const folded = columns.map(({ column, samples }) => ({ column, samples, groups: rawGroups(samples) }));
  // The most frequent of each column first: where time runs out, it does so at the rare ones.
  const shown = Array.from({ length: MAX_SHOWN }, (_, rank) =>
    folded.flatMap(({ groups }) => groups[rank]?.text ?? []),
  ).flat();
  const diffs = text === null ? new Map<string, WordDiff>() : await diffsFrom(text, shown, analyst);
  return {
    run: view.run.id,
    baseline,
    baselineLabel: label,
    baselineText: text,
    columns: folded.map((one) => differentColumn(one, { text, diffs })),
  };
}

/** The way from one text to each of the others, by text. */
async function diffsFrom(
  from: string,
  texts: readonly string[],
  analyst: Pick<Analyst, 'diffWords'>,
): Promise<ReadonlyMap<string, WordDiff>> {
  const different = [...new Set(texts)];
  const diffs = await analyst.diffWords(different.map((to) => ({ from, to })));
  return new Map(diffs.map((diff, position) => [different[position] ?? '', diff]));
}

interface Folded {
  readonly column: Column;
  readonly samples: readonly Completion[];
  readonly groups: readonly Group[];
}

interface Group {
  readonly text: string;
  readonly members: readonly number[];
}

/** Letter for letter: what folds by any other rule would hide the differences that are asked for. */
function rawGroups(samples: readonly Completion[]): readonly Group[] {
  return groupAnswers(samples.map(answerText), 'raw');
}

interface Against {
  readonly text: string | null;
  readonly diffs: ReadonlyMap<string, WordDiff>;
}

function differentColumn({ column, samples, groups }: Folded, against: Against): DifferentColumn {
  const fork = samples.length < 2 ? null : forkOf(groups.map(({ text }) => text));
  const equal = groups.find(({ text }) => text === against.text)?.members.length ?? 0;
  return {
    index: column.index,
    label: columnLabel(column),
    temperature: column.axis === 'temperature' ? (column.value as number | null) : null,
    n: samples.length,
    equal,
    forkDepth: fork?.words ?? null,
    answers: groups
      .slice(0, MAX_SHOWN)
      .map((group, position) => differentAnswer(group, { samples, against, fork, position })),
    more: Math.max(0, groups.length - MAX_SHOWN),
  };
}

function differentAnswer(
  { text, members }: Group,
  around: {
    readonly samples: readonly Completion[];
    readonly against: Against;
    readonly fork: Fork | null;
    readonly position: number;
  },
): DifferentAnswer {
  const first = around.samples[members[0] ?? 0];
  return {
    text,
    count: members.length,
    completion: first?.id ?? 0,
    sample: first?.sample ?? 0,
    equal: text === around.against.text,
    diff: around.against.diffs.get(text) ?? null,
    fork: around.fork?.offsets[around.position] ?? null,
  };
}

function baselineOf(
  baseline: Baseline,
  columns: readonly { readonly column: Column; readonly samples: readonly Completion[] }[],
  { completion, run }: { readonly completion: Completion | null; readonly run: number },
): { readonly label: string; readonly text: string | null } {
  switch (baseline.kind) {
    case 'text':
      return { label: 'your own text', text: baseline.text };
    case 'completion':
      return completion === null
        ? { label: 'an answer that is not there', text: null }
        : { label: completionLabel(completion, run), text: answerText(completion) };
    case 'column': {
      const chosen = columns[baseline.index];
      if (chosen === undefined) return { label: 'a column that is not there', text: null };
      const [most] = rawGroups(chosen.samples);
      const label = `the most frequent answer at ${columnLabel(chosen.column)}`;
      if (most === undefined) return { label, text: null };
      return { label: `${label} (${most.members.length} of ${chosen.samples.length})`, text: most.text };
    }
  }
}

function completionLabel({ sample, settings, runId }: Completion, run: number): string {
  const label = `sample ${sample + 1} at temperature ${settings.temperature ?? 'not sent'}`;
  return runId === run ? label : `${label} of run ${runId}`;
}
