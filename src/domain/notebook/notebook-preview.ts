import type { Prompt } from '../prompt/prompt.ts';
import type { CellContent, ExperimentContent, NotebookContent } from './notebook-content.ts';

/** What a file holds, as it is shown before a notebook is made of it. */
export interface NotebookPreview {
  readonly title: string;
  readonly notes: number;
  /** The first `MAX_PREVIEWED` of them. */
  readonly experiments: readonly ExperimentPreview[];
  /** How many there are in all. */
  readonly found: number;
  /** What of the file is not taken over, by line, from 1. */
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

export interface ExperimentPreview {
  readonly title: string;
  /** By its name, with its connection where one is chosen; empty: none. */
  readonly model: string;
  /** Its texts cut to `MAX_PREVIEW_TEXT` characters. */
  readonly system: string | null;
  readonly messages: readonly Pick<Prompt['messages'][number], 'role' | 'content'>[];
  readonly examples: number;
  readonly cases: number;
  readonly checks: number;
  readonly runs: number;
}

/** Experiments that are shown. */
const MAX_PREVIEWED = 10;
/** Messages of one experiment that are shown, and characters of each. */
const MAX_MESSAGES_SHOWN = 6;
const MAX_PREVIEW_TEXT = 300;

/** A preview holds little, however large the notebook is. */
export function notebookPreview(
  { title, cells }: NotebookContent,
  problems: NotebookPreview['problems'],
): NotebookPreview {
  const experiments = cells.filter(isExperiment);
  return {
    title,
    notes: cells.length - experiments.length,
    experiments: experiments.slice(0, MAX_PREVIEWED).map(experimentPreview),
    found: experiments.length,
    problems,
  };
}

function isExperiment(cell: CellContent): cell is ExperimentContent {
  return cell.kind === 'experiment';
}

function experimentPreview({ title, draft, cases = [], checks = [], results }: ExperimentContent): ExperimentPreview {
  const { system, messages, examples } = draft.prompt;
  return {
    title,
    model: draft.settings.model,
    system: system === null ? null : cut(system),
    messages: messages.slice(0, MAX_MESSAGES_SHOWN).map(({ role, content }) => ({ role, content: cut(content) })),
    examples: examples.length,
    cases: cases.length,
    checks: checks.length,
    runs: results?.runs.length ?? 0,
  };
}

function cut(text: string): string {
  return text.length > MAX_PREVIEW_TEXT ? `${text.slice(0, MAX_PREVIEW_TEXT).toWellFormed()}…` : text;
}
