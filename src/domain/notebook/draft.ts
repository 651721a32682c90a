import { eachOnce, formatModelList, readModelList } from '../models/model-list.ts';
import type { Prompt } from '../prompt/prompt.ts';
import { parseVariantKeys, type RunVariant, type VariantChoice, variantChoices } from '../prompt/variant.ts';
import { CONTENT_LABELS, contentFieldsOf, type Note, readRequestParts } from '../request/request-parts.ts';
import { columnAxis } from '../run/plan.ts';
import { addedColumnsText, readAddedColumns } from '../run/read-added-columns.ts';
import { type AskedModel, askingOf, type RunRequest, sweptModels } from '../run/run.ts';
import {
  AXES,
  AXIS_LABELS,
  type Axis,
  type ColumnChanges,
  NUMERIC_AXES,
  type NumericAxis,
  type Sweep,
  singlePoint,
  WORD_AXES,
} from '../run/sweep.ts';
import { formatNumberList, type Parsed, parseNumberList, ruleOf } from '../run/value-list.ts';
import { DEFAULT_SETTINGS, type Draft, type DraftSettings, type ViewSettings } from './notebook.ts';

/** One field of the editor with what is wrong with it. */
export interface DraftError {
  /** The name of a draft setting, `messages.N` for the Nth message, `variables.NAME`, or `template`. */
  readonly path: string;
  readonly message: string;
}

export type DraftReading =
  | { readonly ok: true; readonly request: RunRequest }
  | { readonly ok: false; readonly errors: readonly DraftError[] };

/** The labels of the sweep bar's fields, as pages and messages use them. */
export const SETTING_LABELS: Readonly<Record<Exclude<keyof DraftSettings, keyof ViewSettings>, string>> = {
  model: 'Model',
  temperature: 'Temperatures',
  samples: 'Samples',
  max_completion_tokens: 'Max tokens',
  top_p: 'Top p',
  seed: 'Seed',
  presence_penalty: 'Presence penalty',
  frequency_penalty: 'Frequency penalty',
  reasoning_effort: 'Reasoning effort',
  verbosity: 'Verbosity',
  more_models: 'More models',
  columns: 'Columns',
  rows: 'Rows',
  added_columns: 'Added columns',
  variant: 'Variants',
  ...CONTENT_LABELS,
};

/** As one word; “none” will not do, as it is a reasoning effort. */
const NOT_SENT = 'not-sent';
const MAX_SAMPLES = 1_000;

/**
 * Reads what stands in the editor: the run it asks for, or every field that has to be mended first.
 * `model` is the chosen model, already looked up; `null` when there is none. `versions` are the numbers of the versions
 * that can be asked again; `connectionNamed` finds the connections that further models name.
 */
export function readDraft(
  draft: Draft,
  model: AskedModel | null,
  versions: readonly number[] = [],
  connectionNamed: (name: string) => string | null = () => null,
): DraftReading {
  const errors: DraftError[] = [];
  const note: Note = (path, parsed) => {
    if (parsed.ok) return parsed.value;
    errors.push({ path, message: parsed.message });
    return null;
  };

  if (model === null) errors.push({ path: 'model', message: 'Choose a model to ask.' });
  errors.push(...lastMessageProblems(draft.prompt));
  const numbers = NUMERIC_AXES.map((axis) => [axis, note(axis, numbersOf(draft.settings, axis))] as const);
  const words = (['reasoning_effort', 'verbosity'] as const).map(
    (axis) => [axis, note(axis, wordsOf(draft.settings, axis))] as const,
  );
  const more =
    note('more_models', readModelList(draft.settings.more_models, model?.connection ?? '', connectionNamed)) ?? [];
  const samples = note('samples', samplesOf(draft.settings.samples));
  const axes = note('rows', axesOf(draft.settings));
  const choices = variantChoices(draft.prompt, versions);
  const variants = note('variant', variantsOf(draft.settings, choices)) ?? [];
  const { settings } = draft;
  const added = readAddedColumns(settings.added_columns, { settings, model, variants: choices, connectionNamed }, note);
  const parts = readRequestParts(draft.settings, note);
  if (errors.length > 0 || model === null || samples === null || axes === null) return { ok: false, errors };

  const { connection, ...models } = askingOf(eachOnce([model, ...more]));
  const sweep = {
    ...singlePoint(model.model),
    ...Object.fromEntries([...numbers, ...words]),
    ...models,
    ...variantAxis(variants),
  } as Sweep;
  return {
    ok: true,
    request: {
      connection,
      sweep,
      samples,
      columns: columnAxis(sweep, axes.columns, axes.rows),
      rows: axes.rows,
      ...(added.length === 0 ? {} : { addedColumns: added }),
      ...parts,
      ...allVariants(variants, added, choices),
    },
  };
}

function lastMessageProblems({ messages }: Prompt): readonly DraftError[] {
  const last = messages.at(-1);
  if ((last?.content ?? '').trim() !== '' || last?.images !== undefined) return [];
  const wanted = last?.role === 'tool' ? 'the result of the call, to go on from' : 'the user message to be answered';
  return [{ path: `messages.${messages.length - 1}`, message: `Write ${wanted}.` }];
}

/** The editor's fields for a sweep, such that `readDraft` gives the sweep back. */
export function settingsFromRequest(request: RunRequest): Omit<DraftSettings, keyof ViewSettings> {
  const { connection, sweep, samples, columns, rows } = request;
  const list = (axis: Axis) =>
    isNotSent(sweep, axis) ? '' : sweep[axis].map((value) => value ?? 'not sent').join(', ');
  return {
    model: `${connection}/${sweep.model[0] ?? ''}`,
    temperature: formatNumberList(sweep.temperature),
    samples: String(samples),
    max_completion_tokens: list('max_completion_tokens'),
    top_p: list('top_p'),
    seed: list('seed'),
    presence_penalty: list('presence_penalty'),
    frequency_penalty: list('frequency_penalty'),
    reasoning_effort: list('reasoning_effort'),
    verbosity: list('verbosity'),
    more_models: formatModelList(sweptModels(request).slice(1), connection),
    columns: columns === columnAxis(sweep, null, rows) ? '' : columns,
    rows: rows ?? '',
    added_columns: addedColumnsText(request.addedColumns),
    variant: '',
    ...contentFieldsOf(request),
    tool_results: '',
  };
}

/** The draft of an experiment that nobody wrote in the editor: it asks for this run, but for variants that the editor does not offer. */
export function draftOfRequest(prompt: Prompt, request: RunRequest): Draft {
  const offered: readonly (string | null | undefined)[] = variantChoices(prompt, []).map(({ name }) => name);
  const addedColumns = (request.addedColumns ?? [])
    .map(({ variant, ...changes }) =>
      variant === null || offered.includes(variant) ? { variant, ...changes } : changes,
    )
    .filter((changes) => Object.keys(changes).length > 0) as readonly ColumnChanges[];
  return { prompt, settings: { ...DEFAULT_SETTINGS, ...settingsFromRequest({ ...request, addedColumns }) } };
}

function isNotSent(sweep: Sweep, axis: Axis): boolean {
  return sweep[axis].length === 1 && sweep[axis][0] === null;
}

function numbersOf(settings: DraftSettings, axis: NumericAxis): Parsed<readonly (number | null)[]> {
  // Temperature is what a run is about, so an empty list is asked about; the others may simply not be sent.
  if (axis !== 'temperature' && settings[axis].trim() === '') return { ok: true, value: [null] };
  return parseNumberList(settings[axis], ruleOf(axis, SETTING_LABELS[axis]));
}

function wordsOf(settings: DraftSettings, axis: keyof typeof WORD_AXES): Parsed<readonly (string | null)[]> {
  const allowed: readonly string[] = WORD_AXES[axis];
  const words = settings[axis]
    .toLowerCase()
    .replaceAll(/\bnot[\s-]+sent\b/g, NOT_SENT)
    .split(/[,;\s]+/)
    .filter((word) => word !== '')
    .map((word) => (word === NOT_SENT ? null : word));
  const wrong = words.find((word) => word !== null && !allowed.includes(word));
  if (wrong !== undefined) {
    return { ok: false, message: `${SETTING_LABELS[axis]}: “${wrong}” is none of ${allowed.join(', ')}.` };
  }
  return { ok: true, value: words.length === 0 ? [null] : [...new Set(words)] };
}

/** What makes the columns and what the rows, where it was chosen. */
function axesOf(settings: DraftSettings): Parsed<{ readonly columns: Axis | null; readonly rows: Axis | null }> {
  const axis = (name: string) => AXES.find((known) => known === name) ?? null;
  const value = { columns: axis(settings.columns), rows: axis(settings.rows) };
  if (value.rows === null || value.rows !== value.columns) return { ok: true, value };
  return { ok: false, message: `Rows: ${AXIS_LABELS[value.rows]} makes the columns already; choose another setting.` };
}

/** The variants chosen to be compared; one that the prompt does not allow any more has to be given up first. */
function variantsOf(settings: DraftSettings, choices: readonly VariantChoice[]): Parsed<readonly RunVariant[]> {
  const variants = new Map<string, RunVariant>();
  for (const key of parseVariantKeys(settings.variant)) {
    const choice = choices.find((offered) => offered.key === key);
    if (choice === undefined) {
      return { ok: false, message: `Variants: “${key}” is not possible with this prompt any more; choose again.` };
    }
    variants.set(choice.name, runVariant(choice));
  }
  return { ok: true, value: [...variants.values()] };
}

function runVariant({ name, changes }: VariantChoice): RunVariant {
  return { name, changes, inputTokens: null };
}

/** Those of the grid, and those that added columns take besides. */
function allVariants(
  chosen: readonly RunVariant[],
  added: readonly ColumnChanges[],
  choices: readonly VariantChoice[],
): { readonly variants?: readonly RunVariant[] } {
  const taken = choices.filter(({ name }) => added.some(({ variant }) => variant === name)).map(runVariant);
  const all = new Map([...chosen, ...taken].map((variant) => [variant.name, variant]));
  return all.size === 0 ? {} : { variants: [...all.values()] };
}

function variantAxis(variants: readonly RunVariant[]): { readonly variant?: readonly string[] } {
  return variants.length === 0 ? {} : { variant: variants.map(({ name }) => name) };
}

function samplesOf(text: string): Parsed<number> {
  const parsed = parseNumberList(text, { label: SETTING_LABELS.samples, min: 1, max: MAX_SAMPLES, integer: true });
  if (!parsed.ok) return parsed;
  const [samples, ...more] = parsed.value;
  if (samples === null || samples === undefined || more.length > 0) {
    return { ok: false, message: 'Samples: type one whole number, such as 3.' };
  }
  return { ok: true, value: samples };
}
