import type { Case } from '../domain/cases/case.ts';
import type {
  CellContent,
  CompletionContent,
  ExperimentResults,
  NotebookContent,
  RunContent,
} from '../domain/notebook/notebook-content.ts';
import { imagesIn } from '../domain/notebook/notebook-images.ts';
import { canonicalPrompt, type Prompt } from '../domain/prompt/prompt.ts';
import { variableProblem } from '../domain/prompt/prompt-variables.ts';
import type { RunVariant, VariantChanges } from '../domain/prompt/variant.ts';
import { contentsOf } from '../domain/request/request-settings.ts';
import type { Settings, Sweep } from '../domain/run/sweep.ts';
import { type FieldError, ValidationError } from '../errors.ts';
import { validated } from '../platform/input/validated.ts';
import { pricesContent, usageContent } from './figures.ts';
import { readImagesOfFile } from './images.ts';
import { caseContent, checkedContent, checksContent, danglingCases, variablesContent } from './read-cases.ts';
import {
  notebookFile,
  type ReadChanges,
  type ReadCompletion,
  type ReadFile,
  type ReadPrompt,
  type ReadResults,
  type ReadRun,
} from './schema.ts';
import { wellFormed } from './well-formed.ts';

/** All costs of a file together stay below a million dollars, far from where the store's sums would overflow. */
const MAX_COST = 10n ** 18n;
const MAX_ERRORS = 20;

/**
 * Reads the JSON of a notebook file.
 * @throws ValidationError naming each field that is wrong, unknown, or points to something that is not in the file
 */
export function readNotebookFile(json: unknown): NotebookContent {
  const file = validated(notebookFile, wellFormed(json), (errors) => errors.slice(0, MAX_ERRORS));
  const errors = danglingIn(file);
  if (errors.length > 0) throw new ValidationError(errors.slice(0, MAX_ERRORS));
  const cells = file.cells.map(cellContent);
  const images = readImagesOfFile(file.images, new Set(imagesIn({ cells })));
  return { title: file.title, cells, ...(images.length === 0 ? {} : { images }) };
}

function cellContent(cell: ReadFile['cells'][number]): CellContent {
  if (cell.kind === 'note') return cell;
  return {
    kind: 'experiment',
    title: cell.title,
    draft: { prompt: promptContent(cell.prompt), settings: cell.settings },
    ...(cell.cases.length === 0 ? {} : { cases: cell.cases.map(caseContent) }),
    ...(cell.checks.length === 0 ? {} : { checks: cell.checks }),
    results: cell.results === null ? null : resultsContent(cell.results),
  };
}

/** What no single field can know: that a run's version is in the file, that no version is there twice. */
function danglingIn({ cells }: ReadFile): readonly FieldError[] {
  const errors: FieldError[] = [];
  let cost = 0n;
  for (const [at, cell] of cells.entries()) {
    if (cell.kind === 'note') continue;
    errors.push(...tooManyVariables(cell.prompt, `cells.${at}.prompt`));
    if (cell.results === null) continue;
    const { results } = cell;
    errors.push(...danglingInResults(results, `cells.${at}.results`));
    for (const { completions } of results.runs) for (const one of completions) cost += one.cost?.picodollars ?? 0n;
  }
  if (cost > MAX_COST)
    errors.push({ path: 'cells', message: 'cells: the costs add up to more than a million dollars.' });
  return errors;
}

function danglingInResults(results: ReadResults, path: string): readonly FieldError[] {
  const { versions, message_lists, case_sets, runs } = results;
  const wrong = versions.flatMap(({ prompt }, at) => tooManyVariables(prompt, `${path}.versions.${at}.prompt`));
  if (wrong.length > 0) return wrong;
  const numbers = new Set(versions.map(({ number }) => number));
  const prompts = new Set(versions.map(({ prompt }) => canonicalPrompt(promptContent(prompt))));
  const errors: FieldError[] = [];
  if (numbers.size < versions.length || prompts.size < versions.length) {
    errors.push({ path: `${path}.versions`, message: `${path}.versions: no number and no prompt may be there twice.` });
  }
  for (const [at, run] of runs.entries()) {
    if (!numbers.has(run.version)) {
      errors.push({
        path: `${path}.runs.${at}.version`,
        message: `${path}.runs.${at}.version is none of the versions.`,
      });
    }
    const lists = [run.messages, ...run.completions.map(({ messages }) => messages)];
    if (lists.some((list) => list >= message_lists.length)) {
      errors.push({
        path: `${path}.runs.${at}`,
        message: `${path}.runs.${at}: messages must be a place in message_lists.`,
      });
    }
    errors.push(...danglingCases(run, case_sets, `${path}.runs.${at}`));
  }
  return errors;
}

/** The place of a prompt that no page could show, and no run could ask. */
function tooManyVariables(prompt: ReadPrompt, path: string): readonly FieldError[] {
  const problem = variableProblem(promptContent(prompt));
  return problem === null ? [] : [{ path, message: `${path}: ${problem}` }];
}

function resultsContent({ versions, message_lists, case_sets, runs }: ReadResults): ExperimentResults {
  const caseSets = case_sets.map((cases) => cases.map(caseContent));
  return {
    versions: versions.map(({ created_at, prompt, ...version }) => ({
      ...version,
      prompt: promptContent(prompt),
      createdAt: created_at,
    })),
    messageLists: message_lists,
    ...(caseSets.length === 0 ? {} : { caseSets }),
    runs: runs.map((run) => runContent(run, caseSets)),
  };
}

function runContent(
  { request, estimate, created_at, ended_at, completions, cases, ...run }: ReadRun,
  caseSets: readonly (readonly Case[])[],
): RunContent {
  const { connection, samples, columns, rows, sweep, variants, added_columns: added } = request;
  return {
    ...run,
    ...(cases === null ? {} : { caseSet: cases }),
    request: {
      connection,
      samples,
      columns,
      rows,
      sweep: sweep as Sweep,
      ...contentsOf(request),
      ...(variants.length === 0 ? {} : { variants: variants.map(variantContent) }),
      ...(cases === null ? {} : { cases: caseSets[cases]?.length ?? 0 }),
      ...checksContent(request),
      ...(added.length === 0 ? {} : { addedColumns: added.map(definedOnly) }),
    },
    estimate: {
      inputTokens: estimate.input_tokens,
      method: estimate.method,
      maxCostPicodollars: estimate.max_cost_picodollars,
    },
    createdAt: created_at,
    endedAt: ended_at,
    completions: completions.map(completionContent),
  };
}

function variantContent({ name, changes, input_tokens }: ReadRun['request']['variants'][number]): RunVariant {
  return { name, changes: changesContent(changes), inputTokens: input_tokens };
}

/** Fields that are not there stay so. */
function definedOnly(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function changesContent({ variables, ...changes }: ReadChanges): VariantChanges {
  const given = definedOnly(changes);
  return variables === undefined ? given : { ...given, variables: variablesContent(variables) };
}

function promptContent({ variables, templates, ...prompt }: ReadPrompt): Prompt {
  return {
    ...prompt,
    ...(variables.length === 0 ? {} : { variables: variablesContent(variables) }),
    ...(templates === false ? { templates } : {}),
  };
}

function completionContent(completion: ReadCompletion): CompletionContent {
  const { usage, prices, rating, pinned, note } = completion;
  return {
    messages: completion.messages,
    connection: completion.connection,
    settings: completion.settings as Settings,
    column: completion.column,
    row: completion.row,
    sample: completion.sample,
    case: completion.case,
    ...(completion.case_place === null ? {} : { casePlace: completion.case_place }),
    status: completion.status,
    text: completion.text,
    textMended: completion.text_mended,
    reasoning: completion.reasoning,
    ...(completion.tool_calls === undefined ? {} : { toolCalls: completion.tool_calls }),
    finishReason: completion.finish_reason,
    usage: usage === null ? null : usageContent(usage),
    prices: prices === null ? null : pricesContent(prices),
    cost: completion.cost,
    ttftMs: completion.ttft_ms,
    durationMs: completion.duration_ms,
    attempts: completion.attempts,
    error: completion.error,
    annotations: { rating, pinned, note },
    ...checkedContent(completion),
    createdAt: completion.created_at,
    endedAt: completion.ended_at,
  };
}
