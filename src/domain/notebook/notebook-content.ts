import type { Case } from '../cases/case.ts';
import type { Check } from '../cases/check.ts';
import type { ImageContent } from '../prompt/image.ts';
import type { Message } from '../prompt/message.ts';
import type { Version } from '../prompt/version.ts';
import type { Completion } from '../run/completion.ts';
import type { Run } from '../run/run.ts';
import type { Draft, ExperimentCell, NoteCell } from './notebook.ts';

/** A whole notebook apart from any store: it holds no ids, so it can be written to a file and made anew from it. */
export interface NotebookContent {
  readonly title: string;
  readonly cells: readonly CellContent[];
  /** The bytes of images that its messages name; absent where none go along. */
  readonly images?: readonly ImageContent[];
}

export type CellContent = Pick<NoteCell, 'kind' | 'text'> | ExperimentContent;

export interface ExperimentContent extends Pick<ExperimentCell, 'kind' | 'title'> {
  readonly draft: Draft;
  /** Its test inputs, and what judges the answers to them; left out where there are none. */
  readonly cases?: readonly Case[];
  readonly checks?: readonly Check[];
  /** `null`: it was never run, or this is the notebook without what was asked. */
  readonly results: ExperimentResults | null;
}

/** What was asked in an experiment: its versions and its ended runs, oldest first. */
export interface ExperimentResults {
  readonly versions: readonly Version[];
  /** Each list of messages that was sent, once; completions name it by its place. */
  readonly messageLists: readonly (readonly Message[])[];
  /** Each set of cases that a run asked, once; left out where there are none. */
  readonly caseSets?: readonly (readonly Case[])[];
  readonly runs: readonly RunContent[];
}

export interface RunContent extends Pick<Run, 'status' | 'request' | 'estimate' | 'createdAt' | 'endedAt'> {
  /** The number of the version it asked. */
  readonly version: number;
  /** Its messages, by their place in `messageLists`. */
  readonly messages: number;
  /** Its cases, by their place in `caseSets`; absent without cases. */
  readonly caseSet?: number;
  readonly completions: readonly CompletionContent[];
}

/** A completion but for where it stands in the store; the raw request and response are not part of it. */
export interface CompletionContent
  extends Omit<Completion, 'id' | 'runId' | 'ordinal' | 'imported' | 'case' | 'caseName'> {
  /** The name of the case it was asked for. */
  readonly case: string | null;
  /** The place of that case in the run's set, from 0; absent without cases. */
  readonly casePlace?: number;
  readonly messages: number;
}
