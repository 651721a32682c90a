import { type Cell, DEFAULT_SETTINGS, type Draft, type Notebook } from '../domain/notebook/notebook.ts';
import type { Prompt } from '../domain/prompt/prompt.ts';
import type { Run, RunEstimate, RunRequest, RunStatus, RunWithPrompt } from '../domain/run/run.ts';
import { exactly, toBigInt, toDate } from './sqlite/exact-integers.ts';

export const NOTEBOOK_COLUMNS = [
  'notebooks.id',
  'notebooks.title',
  'notebooks.created_at',
  'notebooks.updated_at',
] as const;

export interface NotebookRow {
  readonly id: number;
  readonly title: string;
  readonly created_at: number;
  readonly updated_at: number;
}

export function toNotebook({ id, title, created_at, updated_at }: NotebookRow): Notebook {
  return { id, title, createdAt: new Date(created_at), updatedAt: new Date(updated_at) };
}

/** A cell with its experiment, joined from the left: a note has none. */
export const CELL_COLUMNS = [
  'cells.id',
  'cells.notebook_id',
  'cells.text',
  'experiments.title',
  'experiments.draft',
  'experiments.revision',
] as const;

export interface CellRow {
  readonly id: number;
  readonly notebook_id: number;
  readonly text: string | null;
  readonly title: string | null;
  readonly draft: string | null;
  readonly revision: number | null;
}

export function toCell(row: CellRow): Cell {
  const { id, notebook_id: notebookId, text, title, draft, revision } = row;
  if (title === null || draft === null || revision === null) return { kind: 'note', id, notebookId, text: text ?? '' };
  return { kind: 'experiment', id, notebookId, title, draft: toDraft(draft), revision };
}

/** A draft saved before a setting existed gets the setting's default. */
function toDraft(json: string): Draft {
  const draft = JSON.parse(json) as Draft;
  return { ...draft, settings: { ...DEFAULT_SETTINGS, ...draft.settings } };
}

/** A run joined with its version. */
export const RUN_COLUMNS = [
  'runs.id',
  'runs.notebook_id',
  'runs.experiment_id',
  'runs.version_id',
  'versions.number as version_number',
  'versions.prompt_hash',
  'runs.status',
  'runs.request',
  'runs.planned',
  'runs.estimate_input_tokens',
  'runs.estimate_method',
  'runs.created_at',
  'runs.ended_at',
  'runs.case_set_id',
] as const;

export const RUN_EXACT_COLUMNS = [
  exactly('runs.max_cost_pico').as('max_cost_pico'),
  exactly('runs.likely_cost_pico').as('likely_cost_pico'),
] as const;

export interface RunRow {
  readonly id: number;
  readonly notebook_id: number;
  readonly experiment_id: number;
  readonly version_id: number;
  readonly version_number: number;
  readonly prompt_hash: string;
  readonly status: RunStatus;
  readonly request: string;
  readonly planned: number;
  readonly estimate_input_tokens: number;
  readonly estimate_method: RunEstimate['method'];
  readonly max_cost_pico: string | null;
  readonly likely_cost_pico: string | null;
  readonly created_at: number;
  readonly ended_at: number | null;
  readonly case_set_id: number | null;
}

export function toRun(row: RunRow): Run {
  return {
    id: row.id,
    notebookId: row.notebook_id,
    experimentId: row.experiment_id,
    version: { id: row.version_id, number: row.version_number, hash: row.prompt_hash },
    status: row.status,
    request: JSON.parse(row.request) as RunRequest,
    planned: row.planned,
    estimate: {
      inputTokens: row.estimate_input_tokens,
      method: row.estimate_method,
      maxCostPicodollars: toBigInt(row.max_cost_pico),
      likelyCostPicodollars: toBigInt(row.likely_cost_pico),
    },
    createdAt: new Date(row.created_at),
    endedAt: toDate(row.ended_at),
    ...(row.case_set_id === null ? {} : { caseSet: row.case_set_id }),
  };
}

export function toRunWithPrompt(row: RunRow & { readonly prompt: string }): RunWithPrompt {
  return { ...toRun(row), prompt: JSON.parse(row.prompt) as Prompt };
}
