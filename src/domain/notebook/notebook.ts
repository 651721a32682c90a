import type { Equality } from '../answers/answer-groups.ts';
import type { Prompt } from '../prompt/prompt.ts';
import { NO_TOOL_FIELDS } from '../prompt/tool-fields.ts';
import { NO_REQUEST_FIELDS } from '../request/request-fields.ts';
import type { ContentFields } from '../request/request-parts.ts';

export interface Notebook {
  readonly id: number;
  readonly title: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A notebook as the list shows it. */
export interface NotebookSummary extends Notebook {
  readonly cells: number;
  readonly runs: number;
  readonly costPicodollars: bigint;
  /** Completions whose cost is unknown. */
  readonly unpriced: number;
  /** The lesson it is; `null` for a notebook of one's own. */
  readonly starter: string | null;
  /** `null` before the first run. */
  readonly lastRun: LastRun | null;
}

/** What a notebook was last asked. */
export interface LastRun {
  readonly at: Date;
  readonly connection: string;
  readonly models: readonly string[];
}

export interface NoteCell {
  readonly kind: 'note';
  readonly id: number;
  readonly notebookId: number;
  /** Markdown. */
  readonly text: string;
}

export interface ExperimentCell {
  readonly kind: 'experiment';
  /** The experiment's id: a cell and its experiment are one thing. */
  readonly id: number;
  readonly notebookId: number;
  readonly title: string;
  readonly draft: Draft;
  /** Counts the saves of the draft, so that an older page cannot silently overwrite a newer text. */
  readonly revision: number;
}

export type Cell = NoteCell | ExperimentCell;

/** An experiment's editable state: the prompt, and the sweep as it was typed, right or wrong. */
export interface Draft {
  readonly prompt: Prompt;
  readonly settings: DraftSettings;
}

export type AnswerView = 'text' | 'markdown';

/** What stands in the sweep bar's fields. Empty means "not sent". */
export interface DraftSettings extends ContentFields {
  /** `connection/model`, or empty for the default. */
  readonly model: string;
  readonly temperature: string;
  readonly samples: string;
  readonly max_completion_tokens: string;
  readonly top_p: string;
  readonly seed: string;
  readonly presence_penalty: string;
  readonly frequency_penalty: string;
  readonly reasoning_effort: string;
  readonly verbosity: string;
  /** Further models, separated by commas; one of another connection with that before it, as in `groq: llama-3.3-70b`. */
  readonly more_models: string;
  /** The setting whose values make the columns; empty: temperature, or the one that is swept. */
  readonly columns: string;
  /** The setting whose values make the rows; empty: none in particular. */
  readonly rows: string;
  /** Columns beside those of the grid, as `typedColumns` reads them. */
  readonly added_columns: string;
  /** Keys of variants to compare, separated by commas; empty: the prompt as written. */
  readonly variant: string;
  /** How answers are shown. */
  readonly view: AnswerView;
  /** Which answers count as the same. */
  readonly fold: Equality;
}

/** The settings that change nothing in what is asked. */
export type ViewSettings = Pick<DraftSettings, 'view' | 'fold'>;

export const DEFAULT_SETTINGS: DraftSettings = {
  model: '',
  temperature: '0, 0.5, 1',
  samples: '3',
  max_completion_tokens: '500',
  top_p: '',
  seed: '',
  presence_penalty: '',
  frequency_penalty: '',
  reasoning_effort: '',
  verbosity: '',
  more_models: '',
  columns: '',
  rows: '',
  added_columns: '',
  variant: '',
  logprobs: '',
  ...NO_REQUEST_FIELDS,
  ...NO_TOOL_FIELDS,
  view: 'text',
  fold: 'norm',
};
