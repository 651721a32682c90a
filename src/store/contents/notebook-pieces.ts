import { type Case, caseParts, caseSize } from '../../domain/cases/case.ts';
import type { Check } from '../../domain/cases/check.ts';
import type { NoteCell } from '../../domain/notebook/notebook.ts';
import type {
  CompletionContent,
  ExperimentContent,
  ExperimentResults,
  NotebookContent,
  RunContent,
} from '../../domain/notebook/notebook-content.ts';
import type { ImageContent } from '../../domain/prompt/image.ts';
import type { Version } from '../../domain/prompt/version.ts';
import { type HashedPrompt, hashCases, hashedPrompt, type IndexedMessages, indexedMessages } from '../hash.ts';

/**
 * A notebook in pieces that are put into the store one after the other, so that a large one never holds up the event loop.
 * What is said of an experiment or a run follows it. All hashes and words to search for are worked out already.
 */
export type NotebookPiece =
  | { readonly kind: 'notebook'; readonly title: string }
  | ({ readonly kind: 'image' } & ImageContent)
  | Pick<NoteCell, 'kind' | 'text'>
  | Pick<ExperimentContent, 'kind' | 'title' | 'draft'>
  /** A set of cases, which is known by its hash from then on. */
  | { readonly kind: 'case-set'; readonly hash: string; readonly count: number }
  /** Some of its cases, in their order. */
  | { readonly kind: 'case-part'; readonly cases: readonly Case[] }
  /** What the experiment holds now. */
  | { readonly kind: 'experiment-cases'; readonly hash: string | null; readonly checks: readonly Check[] }
  | { readonly kind: 'version'; readonly version: Omit<Version, 'prompt'>; readonly prompt: HashedPrompt }
  | { readonly kind: 'messages'; readonly messages: IndexedMessages }
  | {
      readonly kind: 'run';
      readonly run: Omit<RunContent, 'completions' | 'caseSet'>;
      readonly planned: number;
      /** The hash of the cases it asked; `null` without cases. */
      readonly cases: string | null;
    }
  | { readonly kind: 'completions'; readonly completions: readonly CompletionContent[] };

/** How much is put into the store in one turn of the event loop. */
const CHARACTERS_AT_ONCE = 150_000;
const COMPLETIONS_AT_ONCE = 50;

function* piecesOf({ title, cells, images = [] }: NotebookContent): Generator<NotebookPiece> {
  yield { kind: 'notebook', title };
  for (const image of images) yield { kind: 'image', ...image };
  for (const cell of cells) {
    if (cell.kind === 'note') yield cell;
    else {
      const { cases = [], checks = [] } = cell;
      yield { kind: 'experiment', title: cell.title, draft: cell.draft };
      const hash = cases.length === 0 ? null : yield* piecesOfSet(cases);
      if (hash !== null || checks.length > 0) yield { kind: 'experiment-cases', hash, checks };
      if (cell.results !== null) yield* piecesOfResults(cell.results);
    }
  }
}

/** A set of cases; what is returned is its hash. */
function* piecesOfSet(cases: readonly Case[]): Generator<NotebookPiece, string> {
  const hash = hashCases(cases);
  yield { kind: 'case-set', hash, count: cases.length };
  for (const part of caseParts(cases)) yield { kind: 'case-part', cases: part };
  return hash;
}

/** The pieces, as many together as fit into one turn. */
export function* batchesOf(content: NotebookContent): Generator<readonly NotebookPiece[]> {
  let batch: NotebookPiece[] = [];
  let size = 0;
  for (const piece of piecesOf(content)) {
    batch.push(piece);
    size += sizeOf(piece);
    if (size < CHARACTERS_AT_ONCE) continue;
    yield batch;
    [batch, size] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}

function* piecesOfResults(results: ExperimentResults): Generator<NotebookPiece> {
  const { versions, messageLists, caseSets = [], runs } = results;
  for (const { prompt, ...version } of versions) yield { kind: 'version', version, prompt: hashedPrompt(prompt) };
  for (const messages of messageLists) yield { kind: 'messages', messages: indexedMessages(messages) };
  const hashes: string[] = [];
  for (const cases of caseSets) hashes.push(yield* piecesOfSet(cases));
  for (const { completions, caseSet, ...run } of runs) {
    const cases = caseSet === undefined ? null : (hashes[caseSet] ?? null);
    yield { kind: 'run', run, planned: completions.length, cases };
    for (const some of grouped(completions)) yield { kind: 'completions', completions: some };
  }
}

function* grouped(completions: readonly CompletionContent[]): Generator<readonly CompletionContent[]> {
  let group: CompletionContent[] = [];
  let size = 0;
  for (const completion of completions) {
    group.push(completion);
    size += sizeOfCompletion(completion);
    if (group.length < COMPLETIONS_AT_ONCE && size < CHARACTERS_AT_ONCE) continue;
    yield group;
    [group, size] = [[], 0];
  }
  if (group.length > 0) yield group;
}

function sizeOf(piece: NotebookPiece): number {
  switch (piece.kind) {
    case 'image':
      return piece.image.bytes;
    case 'note':
      return piece.text.length;
    case 'experiment':
      return JSON.stringify(piece.draft).length;
    case 'experiment-cases':
      return JSON.stringify(piece.checks).length;
    case 'case-set':
      return piece.hash.length;
    case 'case-part':
      return piece.cases.reduce((sum, one) => sum + caseSize(one), 0);
    case 'version':
      return piece.prompt.content.length;
    case 'messages':
      return piece.messages.content.length + piece.messages.words.length;
    case 'run':
      return JSON.stringify(piece.run.request).length;
    case 'completions':
      return piece.completions.reduce((sum, completion) => sum + sizeOfCompletion(completion), 0);
    case 'notebook':
      return piece.title.length;
  }
}

/** Its text and, roughly, its settings and figures, which take as long to write as so many characters. */
function sizeOfCompletion({ text, reasoning }: CompletionContent): number {
  return 1_500 + text.length + (reasoning?.length ?? 0);
}
