import type { Case } from '../../domain/cases/case.ts';
import type { Message } from '../../domain/prompt/message.ts';
import { columnsOf, isSample } from '../../domain/run/columns.ts';
import type { Completion } from '../../domain/run/completion.ts';
import type { RunView } from '../../domain/run/run.ts';

/** One judged answer with its case. */
export interface CaseResult {
  readonly case: number;
  readonly name: string | null;
  readonly input: Case['input'];
  readonly expected: string | null;
  readonly note: string | null;
  /** The value of the column's setting. */
  readonly column: string | number | null;
  readonly sample: number;
  readonly text: string;
  readonly passed: boolean | null;
}

/** Every answer of a run that counts as a sample, in the order of the cases and columns. */
export function caseResults(view: RunView, cases: readonly Case[]): readonly CaseResult[] {
  const results = columnsOf(view).flatMap(({ value, cells }) =>
    cells.flatMap((cell) => cell.completions.flatMap(({ completion }) => resultOf(completion, { value, cases }))),
  );
  return results.toSorted((a, b) => a.case - b.case);
}

function resultOf(
  completion: Completion,
  { value, cases }: { readonly value: CaseResult['column']; readonly cases: readonly Case[] },
): readonly CaseResult[] {
  const asked = completion.case === null ? undefined : cases[completion.case];
  if (completion.case === null || asked === undefined || !isSample(completion)) return [];
  const { case: place, sample, text, checked } = completion;
  const { name, input, expected, note = null } = asked;
  return [{ case: place, name, input, expected, note, column: value, sample, text, passed: checked?.passed ?? null }];
}

/** A right and a wrong answer to the same messages, as services for preference tuning take them. */
export interface PreferencePair {
  readonly input: { readonly messages: readonly Message[] };
  readonly preferred_output: readonly Message[];
  readonly non_preferred_output: readonly Message[];
}

/**
 * The first passed answer of each case against its first failed one; cases that only pass or only fail give no pair.
 * @param messagesOf what a case asks, in the words of the prompt as written
 */
export function preferencePairs(
  results: readonly CaseResult[],
  messagesOf: (place: number) => readonly Message[],
): readonly PreferencePair[] {
  const places = [...new Set(results.map((result) => result.case))];
  return places.flatMap((place) => {
    const own = results.filter((result) => result.case === place);
    const right = own.find(({ passed }) => passed === true);
    const wrong = own.find(({ passed }) => passed === false);
    if (right === undefined || wrong === undefined) return [];
    const said = ({ text }: CaseResult): readonly Message[] => [{ role: 'assistant', content: text }];
    return [
      { input: { messages: messagesOf(place) }, preferred_output: said(right), non_preferred_output: said(wrong) },
    ];
  });
}
