import * as z from 'zod';
import { checks } from '../cases/case-fields.ts';
import { MAX_CASES } from '../domain/cases/case.ts';
import { ENCODINGS } from '../domain/prompt/prompt.ts';
import { COMPLETION_STATUSES, ERROR_KINDS, RATINGS } from '../domain/run/completion.ts';
import { COUNT_METHODS, MAX_ADDED_COLUMNS, MAX_COMPLETIONS, RUN_STATUSES } from '../domain/run/run.ts';
import { AXES, type Axis } from '../domain/run/sweep.ts';
import { caseSets, checkResults, requestChecks, testCase } from './cases-schema.ts';
import { fileImages } from './images.ts';
import { examples, messages, prompt, toolCalls, variableList } from './prompt-schema.ts';
import { fixedSettings, furtherSettings } from './request-schema.ts';
import { draftSettings } from './settings-schema.ts';

/*
 * The notebook file, as docs/notebook-file.md describes it. Every object is strict: a field that is not known is an error
 * and not lost in silence. All numbers are bounded such that no sum over a file can overflow the store's integers.
 */

export const FORMAT = 'tempera-notebook';
export const FORMAT_VERSION = 2;

const title = z.string().max(1_000);
const index = z.number().int().min(0).max(MAX_COMPLETIONS);
const tokens = z.number().int().min(0).max(1e9);
const milliseconds = z.number().min(0).max(1e12);
const time = z.iso.datetime().transform((text) => new Date(text));
/** Pico-dollars of one request: below 1,000 dollars. */
const picodollars = z
  .string()
  .regex(/^\d{1,15}$/, 'must be a whole number of pico-dollars below 10^15, as text')
  .transform((text) => BigInt(text));
const axis = z.enum(AXES as unknown as readonly [Axis, ...Axis[]]);

const point = {
  model: z.string(),
  temperature: z.number().nullable(),
  top_p: z.number().nullable(),
  reasoning_effort: z.string().nullable(),
  verbosity: z.string().nullable(),
  presence_penalty: z.number().nullable(),
  frequency_penalty: z.number().nullable(),
  seed: z.number().nullable(),
  max_completion_tokens: z.number().nullable(),
  variant: z.string().nullable(),
  connection: z.string().optional(),
};
const values = <T extends z.ZodType>(value: T) => z.array(value).min(1).max(1_000);

const sweep = z
  .strictObject({
    model: values(point.model),
    temperature: values(point.temperature),
    top_p: values(point.top_p),
    reasoning_effort: values(point.reasoning_effort),
    verbosity: values(point.verbosity),
    presence_penalty: values(point.presence_penalty),
    frequency_penalty: values(point.frequency_penalty),
    seed: values(point.seed),
    max_completion_tokens: values(point.max_completion_tokens),
    variant: values(point.variant),
    connections: z.array(z.string()).max(1_000).optional(),
  })
  .refine(
    (lists) => AXES.reduce((size, name) => size * lists[name].length, 1) <= MAX_COMPLETIONS,
    `must not make more than ${MAX_COMPLETIONS} points`,
  )
  .refine(
    ({ model, connections = model }) => connections.length === model.length,
    'must name a connection for each model',
  );

/** A named change to the prompt; what is not named stays as it is. */
const variant = z.strictObject({
  name: z.string(),
  changes: z.strictObject({
    version: z.number().int().optional(),
    system: z.string().nullable().optional(),
    examples: examples.optional(),
    messages: messages.optional(),
    encoding: z.enum(ENCODINGS).optional(),
    template: z.string().nullable().optional(),
    variables: variableList.optional(),
    tag: z.string().optional(),
    shots: z.number().int().min(0).optional(),
    nearest: z.number().int().min(0).optional(),
  }),
  input_tokens: tokens.nullable(),
});

/** What a column beside the grid changes. */
const addedColumn = z
  .strictObject({ ...point, ...fixedSettings, logprobs: z.boolean().nullable(), ...furtherSettings })
  .partial();

const request = z.strictObject({
  connection: z.string(),
  sweep,
  samples: z.number().int().min(1).max(MAX_COMPLETIONS),
  columns: axis,
  rows: axis.nullable(),
  ...fixedSettings,
  logprobs: z.boolean(),
  ...z.object(furtherSettings).partial().shape,
  variants: z.array(variant).max(1_000),
  ...requestChecks,
  added_columns: z.array(addedColumn).max(MAX_ADDED_COLUMNS).default([]),
});

const completion = z.strictObject({
  messages: index,
  connection: z.string(),
  settings: z.strictObject(point),
  column: index,
  row: index,
  sample: index,
  case: z.string().nullable(),
  case_place: index.nullable().default(null),
  status: z.enum(COMPLETION_STATUSES).exclude(['queued', 'streaming']),
  text: z.string(),
  text_mended: z.boolean(),
  reasoning: z.string().nullable(),
  tool_calls: toolCalls.optional(),
  finish_reason: z.string().nullable(),
  usage: z
    .strictObject({
      input_tokens: tokens.nullable(),
      cached_input_tokens: tokens.nullable(),
      cache_write_tokens: tokens.optional(),
      output_tokens: tokens.nullable(),
      reasoning_tokens: tokens.nullable(),
      source: z.enum(['reported', 'estimated']),
    })
    .nullable(),
  prices: z
    .strictObject({
      input: picodollars,
      cached_input: picodollars.nullable(),
      cache_write: picodollars.optional(),
      output: picodollars,
      model: z.string(),
      date: z.string(),
      own: z.literal(true).optional(),
      from_service: z.literal(true).optional(),
    })
    .nullable(),
  cost: z
    .strictObject({ picodollars, source: z.enum(['reported', 'computed', 'estimated', 'free', 'set_later']) })
    .nullable(),
  ttft_ms: milliseconds.nullable(),
  duration_ms: milliseconds.nullable(),
  attempts: z.number().int().min(0).max(1_000_000),
  error: z
    .strictObject({
      kind: z.enum(ERROR_KINDS),
      message: z.string(),
      status: z.number().int().nullable(),
      param: z.string().nullable(),
    })
    .nullable(),
  rating: z.enum(RATINGS).nullable(),
  pinned: z.boolean(),
  note: z.string().nullable(),
  checks: checkResults,
  created_at: time,
  ended_at: time.nullable(),
});

const run = z.strictObject({
  version: z.number().int(),
  messages: index,
  cases: index.nullable().default(null),
  status: z.enum(RUN_STATUSES).exclude(['running']),
  request,
  estimate: z.strictObject({
    input_tokens: tokens,
    method: z.enum(COUNT_METHODS),
    max_cost_picodollars: z
      .string()
      .regex(/^\d{1,18}$/)
      .transform((text) => BigInt(text))
      .nullable(),
  }),
  created_at: time,
  ended_at: time.nullable(),
  completions: z.array(completion).max(MAX_COMPLETIONS),
});

const results = z.strictObject({
  versions: z
    .array(
      z.strictObject({
        number: z.number().int().min(1).max(1e9),
        name: z.string().max(1_000).nullable(),
        created_at: time,
        prompt,
      }),
    )
    .max(10_000),
  message_lists: z.array(messages).max(MAX_COMPLETIONS),
  case_sets: caseSets,
  runs: z.array(run).max(10_000),
});

const cell = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('note'), text: z.string() }),
  z.strictObject({
    kind: z.literal('experiment'),
    title,
    prompt,
    settings: draftSettings,
    cases: z.array(testCase).max(MAX_CASES).default([]),
    checks: checks.default([]),
    results: results.nullable(),
  }),
]);

export const notebookFile = z.strictObject({
  format: z.literal(FORMAT, `must be “${FORMAT}”: this is no notebook file`),
  version: z.literal([1, FORMAT_VERSION], `must be 1 or ${FORMAT_VERSION}: a newer Tempera may have written this file`),
  title,
  cells: z.array(cell).max(2_000),
  images: fileImages,
});

/** A file as it is once read. */
export type ReadFile = z.output<typeof notebookFile>;
/** A file as it is written. */
export type WrittenFile = z.input<typeof notebookFile>;
type ReadCell = Extract<ReadFile['cells'][number], { kind: 'experiment' }>;
export type ReadResults = NonNullable<ReadCell['results']>;
export type ReadRun = ReadResults['runs'][number];
export type ReadChanges = ReadRun['request']['variants'][number]['changes'];
export type ReadPrompt = ReadCell['prompt'];
export type ReadCase = ReadCell['cases'][number];
export type ReadCompletion = ReadRun['completions'][number];
type WrittenCell = Extract<WrittenFile['cells'][number], { kind: 'experiment' }>;
export type WrittenPrompt = WrittenCell['prompt'];
type WrittenVariant = WrittenRun['request']['variants'][number];
export type WrittenChanges = WrittenVariant['changes'];
export type WrittenResults = NonNullable<WrittenCell['results']>;
export type WrittenRun = WrittenResults['runs'][number];
export type WrittenCompletion = WrittenRun['completions'][number];
