import { DEFAULT_SETTINGS, type DraftSettings } from '../domain/notebook/notebook.ts';
import type {
  CellContent,
  CompletionContent,
  ExperimentResults,
  NotebookContent,
  RunContent,
} from '../domain/notebook/notebook-content.ts';
import { type Message, messageExtras } from '../domain/prompt/message.ts';
import type { Example, Prompt } from '../domain/prompt/prompt.ts';
import type { ToolCall } from '../domain/prompt/tool.ts';
import type { VariantChanges } from '../domain/prompt/variant.ts';
import { REQUEST_SETTINGS, sentSettings } from '../domain/request/request-settings.ts';
import type { RunRequest } from '../domain/run/run.ts';
import { AXES, type ColumnChanges, type Settings, type Sweep } from '../domain/run/sweep.ts';
import { pricesFile, usageFile } from './figures.ts';
import { writeImages } from './images.ts';
import {
  FORMAT,
  FORMAT_VERSION,
  type WrittenChanges,
  type WrittenCompletion,
  type WrittenFile,
  type WrittenPrompt,
  type WrittenResults,
  type WrittenRun,
} from './schema.ts';
import { wellFormed } from './well-formed.ts';
import { caseFile, checkedFile, requestChecksFile, variablesFile } from './write-cases.ts';

/** A notebook as the text of a file; equal notebooks give equal text. */
export function writeNotebookFile({ title, cells, images = [] }: NotebookContent): string {
  const file: WrittenFile = {
    format: FORMAT,
    version: FORMAT_VERSION,
    title,
    cells: cells.map(cellFile),
    ...writeImages(images),
  };
  return `${JSON.stringify(wellFormed(file), null, 1)}\n`;
}

function cellFile(cell: CellContent): WrittenFile['cells'][number] {
  if (cell.kind === 'note') return { kind: 'note', text: cell.text };
  const { title, draft, cases = [], checks = [], results } = cell;
  return {
    kind: 'experiment',
    title,
    prompt: promptFile(draft.prompt),
    settings: inOrder(draft.settings, Object.keys(DEFAULT_SETTINGS) as (keyof DraftSettings)[]),
    ...(cases.length === 0 ? {} : { cases: cases.map(caseFile) }),
    ...(checks.length === 0 ? {} : { checks }),
    results: results === null ? null : resultsFile(results),
  };
}

function promptFile({
  system,
  examples,
  messages,
  encoding,
  template,
  variables = {},
  templates,
}: Prompt): WrittenPrompt {
  return {
    system,
    examples: examples.map(exampleFile),
    messages: messages.map(messageFile),
    encoding,
    template,
    variables: variablesFile(variables),
    ...(templates === false ? { templates } : {}),
  };
}

function resultsFile({ versions, messageLists, caseSets = [], runs }: ExperimentResults): WrittenResults {
  return {
    versions: versions.map(({ number, name, createdAt, prompt }) => ({
      number,
      name,
      created_at: createdAt.toISOString(),
      prompt: promptFile(prompt),
    })),
    message_lists: messageLists.map((list) => list.map(messageFile)),
    ...(caseSets.length === 0 ? {} : { case_sets: caseSets.map((cases) => cases.map(caseFile)) }),
    runs: runs.map(runFile),
  };
}

function runFile({
  version,
  messages,
  caseSet,
  status,
  request,
  estimate,
  createdAt,
  endedAt,
  completions,
}: RunContent): WrittenRun {
  return {
    version,
    messages,
    ...(caseSet === undefined ? {} : { cases: caseSet }),
    status: status as WrittenRun['status'],
    request: requestFile(request),
    estimate: {
      input_tokens: estimate.inputTokens,
      method: estimate.method,
      max_cost_picodollars: estimate.maxCostPicodollars === null ? null : String(estimate.maxCostPicodollars),
    },
    created_at: createdAt.toISOString(),
    ended_at: endedAt?.toISOString() ?? null,
    completions: completions.map(completionFile),
  };
}

function requestFile(request: RunRequest): WrittenRun['request'] {
  const { connection, sweep, samples, columns, rows } = request;
  const { variants = [] } = request;
  return {
    connection,
    sweep: sweepFile(sweep),
    samples,
    columns,
    rows,
    stop: null,
    response_format: null,
    logprobs: false,
    top_logprobs: null,
    ...(sentSettings(request) as Partial<WrittenRun['request']>),
    variants: variants.map(({ name, changes, inputTokens }) => ({
      name,
      changes: changesFile(changes),
      input_tokens: inputTokens,
    })),
    ...requestChecksFile(request),
    ...(request.addedColumns === undefined ? {} : { added_columns: request.addedColumns.map(columnFile) }),
  };
}

function columnFile(changes: ColumnChanges) {
  const names = [...AXES, 'connection', ...REQUEST_SETTINGS].filter((name) => name in changes);
  return inOrder(changes, names as (keyof ColumnChanges)[]) as NonNullable<
    WrittenRun['request']['added_columns']
  >[number];
}

/** The connections only where a run asks several, as files always were without. */
function sweepFile(sweep: Sweep): WrittenRun['request']['sweep'] {
  const { connections } = sweep;
  const written = inOrder(sweep, AXES) as WrittenRun['request']['sweep'];
  return connections === undefined ? written : { ...written, connections: [...connections] };
}

function settingsFile(settings: Settings): WrittenCompletion['settings'] {
  const { connection } = settings;
  return { ...inOrder(settings, AXES), ...(connection === undefined ? {} : { connection }) };
}

function changesFile({
  version,
  system,
  encoding,
  template,
  tag,
  shots,
  nearest,
  ...parts
}: VariantChanges): WrittenChanges {
  return {
    ...(version === undefined ? {} : { version }),
    ...(system === undefined ? {} : { system }),
    ...(parts.examples === undefined ? {} : { examples: parts.examples.map(exampleFile) }),
    ...(parts.messages === undefined ? {} : { messages: parts.messages.map(messageFile) }),
    ...(encoding === undefined ? {} : { encoding }),
    ...(template === undefined ? {} : { template }),
    ...(parts.variables === undefined ? {} : { variables: variablesFile(parts.variables) }),
    ...(tag === undefined ? {} : { tag }),
    ...(shots === undefined ? {} : { shots }),
    ...(nearest === undefined ? {} : { nearest }),
  };
}

function exampleFile({ input, output, enabled, tags }: Example) {
  return { input, output, enabled, tags: [...tags] };
}

function messageFile({ role, content, ...extras }: Message): WrittenPrompt['messages'][number] {
  const { tool_calls: calls, images, ...rest } = messageExtras(extras);
  return {
    role,
    content,
    ...rest,
    ...(calls === undefined ? {} : { tool_calls: callsFile(calls) }),
    ...(images === undefined ? {} : { images: [...images] }),
  };
}

function callsFile(calls: readonly ToolCall[]) {
  return calls.map(({ id, type, function: { name, arguments: given } }) => ({
    id,
    type,
    function: { name, arguments: given },
  }));
}

/** The same object with its properties always in the same order, whatever order the store keeps them in. */
function inOrder<Value extends object>(value: Value, names: readonly (keyof Value)[]): Value {
  return Object.fromEntries(names.map((name) => [name, value[name]])) as Value;
}

function completionFile(completion: CompletionContent): WrittenCompletion {
  const { usage, prices, cost, annotations } = completion;
  return {
    messages: completion.messages,
    connection: completion.connection,
    settings: settingsFile(completion.settings),
    column: completion.column,
    row: completion.row,
    sample: completion.sample,
    case: completion.case,
    ...(completion.casePlace === undefined ? {} : { case_place: completion.casePlace }),
    status: completion.status as WrittenCompletion['status'],
    text: completion.text,
    text_mended: completion.textMended,
    reasoning: completion.reasoning,
    ...(completion.toolCalls === undefined ? {} : { tool_calls: callsFile(completion.toolCalls) }),
    finish_reason: completion.finishReason,
    usage: usage === null ? null : usageFile(usage),
    prices: prices === null ? null : pricesFile(prices),
    cost: cost === null ? null : { picodollars: String(cost.picodollars), source: cost.source },
    ttft_ms: completion.ttftMs,
    duration_ms: completion.durationMs,
    attempts: completion.attempts,
    error: completion.error === null ? null : inOrder(completion.error, ['kind', 'message', 'status', 'param']),
    ...inOrder(annotations, ['rating', 'pinned', 'note']),
    ...checkedFile(completion),
    created_at: completion.createdAt.toISOString(),
    ended_at: completion.endedAt?.toISOString() ?? null,
  };
}
