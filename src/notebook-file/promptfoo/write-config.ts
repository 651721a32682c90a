import { Document } from 'yaml';
import type { Case } from '../../domain/cases/case.ts';
import { parseModelKey } from '../../domain/models/connection.ts';
import { readDraft } from '../../domain/notebook/draft.ts';
import type { ExperimentContent } from '../../domain/notebook/notebook-content.ts';
import type { Message } from '../../domain/prompt/message.ts';
import { requestSettingText } from '../../domain/request/request-setting-text.ts';
import { REQUEST_SETTINGS } from '../../domain/request/request-settings.ts';
import { connectionsOfDraft, typedColumns, typedColumnsText } from '../../domain/run/added-columns.ts';
import { mostPoints, pointsOf } from '../../domain/run/plan.ts';
import {
  askedModels,
  asksLogprobs,
  columnRequest,
  columnRequests,
  connectionOf,
  type RunRequest,
} from '../../domain/run/run.ts';
import { AXES, type ColumnChanges, type Settings, valuesOf } from '../../domain/run/sweep.ts';
import { type FieldError, ValidationError } from '../../errors.ts';
import { LABEL_DOT, providerId } from './providers.ts';
import { writeCheck } from './write-checks.ts';
import { type WrittenPrompt, writePrompt } from './write-prompt.ts';

const MAX_PROVIDERS = 500;
const HEAD = ' yaml-language-server: $schema=https://promptfoo.dev/config-schema.json';

/**
 * An experiment with its cases and checks as a promptfoo configuration, in YAML: one prompt, and a provider for each point of the
 * grid. What promptfoo cannot hold is said at its head.
 * @throws ValidationError for an experiment whose fields cannot be run, or whose grid is too large
 */
export function writePromptfooConfig({
  title,
  draft,
  cases = [],
  checks = [],
}: Omit<ExperimentContent, 'results'>): string {
  const request = requestOf(draft);
  const prompt = writePrompt(
    draft.prompt,
    cases.some(({ input }) => 'message' in input),
  );
  const defaults = {
    ...values(renamed(draft.prompt.variables ?? {}, prompt), {}),
    ...(checks.length === 0 ? {} : { assert: checks.map(writeCheck) }),
  };
  const config = {
    description: title === '' ? 'Experiment' : title,
    prompts: [{ label: title === '' ? 'Prompt' : title, raw: prompt.raw }],
    providers: providersOf(request),
    defaultTest: defaults,
    ...(request.samples === 1 ? {} : { evaluateOptions: { repeat: request.samples } }),
    tests: cases.map((one) => testOf(one, prompt)),
  };
  const document = new Document(wellFormed(config), { aliasDuplicateObjects: false });
  document.commentBefore = [HEAD, ...leftOut(request, draft)].join('\n');
  return document.toString({ lineWidth: 0 });
}

function requestOf(draft: ExperimentContent['draft']): RunRequest {
  const model = parseModelKey(draft.settings.model) ?? { connection: '', model: '' };
  const columns = typedColumns(draft.settings.added_columns).map(({ variant: _, ...column }) => column);
  const settings = { ...draft.settings, variant: '', added_columns: typedColumnsText(columns) };
  const reading = readDraft({ ...draft, settings }, model, [], connectionsOfDraft(settings));
  if (!reading.ok) throw new ValidationError(reading.errors);
  const size = mostPoints(reading.request);
  if (size > MAX_PROVIDERS) throw new ValidationError([tooLarge(size)]);
  return reading.request;
}

function tooLarge(size: number): FieldError {
  return { path: 'temperature', message: `The grid has ${size} points: at most ${MAX_PROVIDERS} become providers.` };
}

function providersOf(request: RunRequest) {
  const { sweep } = request;
  if (sweep.model[0] === '') return [];
  const { addedColumns = [] } = request;
  const changed = new Set(addedColumns.flatMap((changes) => Object.keys(changes)));
  const varying = AXES.filter((axis) => axis !== 'model' && (sweep[axis].length > 1 || changed.has(axis)));
  const width = valuesOf(sweep, request.columns).length;
  return pointsOf(request).map(({ settings: point, column }) => {
    const told = [
      ...varying.map((axis) => `${axis} ${point[axis] ?? 'not sent'}`),
      ...changedParts(addedColumns[column - width] ?? {}, column - width),
    ].join(', ');
    const config = { ...pointConfig(point), ...partsConfig(columnRequest(request, column)) };
    const asked = { connection: connectionOf(request, point), model: point.model };
    return {
      id: providerId(asked).id,
      label: [`${asked.connection}/${asked.model}`, ...(told === '' ? [] : [told])].join(LABEL_DOT),
      ...(Object.keys(config).length === 0 ? {} : { config }),
    };
  });
}

/** What besides settings tells an added column from the grid; as it is told in a few words, with the column's number. */
function changedParts(changes: ColumnChanges, index: number): readonly string[] {
  const parts = REQUEST_SETTINGS.filter((name) => name in changes).map((name) => requestSettingText(name, changes));
  return parts.length === 0 ? [] : [...parts, `added column ${index + 1}`];
}

/** Models that refuse `max_tokens`. */
const REASONING_MODEL = /^(o\d|gpt-5)/;

function pointConfig(point: Settings): Readonly<Record<string, unknown>> {
  const tokens = REASONING_MODEL.test(point.model) ? 'max_completion_tokens' : 'max_tokens';
  const sent = AXES.filter((axis) => axis !== 'model' && axis !== 'variant' && point[axis] !== null);
  return Object.fromEntries(sent.map((axis) => [axis === 'max_completion_tokens' ? tokens : axis, point[axis]]));
}

function partsConfig({ stop, responseFormat, serviceTier, extraBody }: RunRequest): Readonly<Record<string, unknown>> {
  return {
    ...(stop === null ? {} : { stop }),
    ...(responseFormat === null ? {} : { response_format: responseFormat }),
    ...(serviceTier === undefined ? {} : { service_tier: serviceTier }),
    ...(extraBody === undefined ? {} : { passthrough: extraBody }),
  };
}

function testOf({ input, expected, name, note }: Case, prompt: WrittenPrompt) {
  const given = 'message' in input ? { [prompt.message ?? '']: input.message } : renamed(input.variables, prompt);
  return {
    ...(name === null ? {} : { description: name }),
    ...values(given, { ...(expected === null ? {} : { expected }), ...(note === undefined ? {} : { note }) }),
  };
}

/** promptfoo reads the file, or runs the package, that a value begins with. */
const REFERENCE = /^(file:\/\/|package:)/;

/**
 * Values of variables, with what is told of them besides under `metadata.tempera`: what would be read as a reference has a space before
 * it, and stands there as it is.
 */
function values(given: Readonly<Record<string, string>>, told: Readonly<Record<string, string>>) {
  const kept = Object.entries(given).filter(([, value]) => REFERENCE.test(value));
  const safe = Object.entries(given).map(([name, value]) => [name, value.replace(REFERENCE, ' $1')]);
  return {
    ...(safe.length === 0 ? {} : { vars: Object.fromEntries(safe) as Readonly<Record<string, string>> }),
    metadata: { tempera: { ...told, ...(kept.length === 0 ? {} : { vars: Object.fromEntries(kept) }) } },
  };
}

/** Values under the names that promptfoo takes; what the prompt does not use is left out. */
function renamed(given: Readonly<Record<string, string>>, { names }: WrittenPrompt): Readonly<Record<string, string>> {
  const used = Object.entries(given).flatMap(([name, value]) => {
    const theirs = names.get(name.normalize('NFC'));
    return theirs === undefined ? [] : [[theirs, value] as const];
  });
  return Object.fromEntries(used);
}

function leftOut(request: RunRequest, { prompt, settings }: ExperimentContent['draft']): readonly string[] {
  const { sweep } = request;
  const variants = typedColumns(settings.added_columns).some(({ variant }) => variant !== undefined);
  const hasModel = sweep.model[0] !== '';
  const asked = hasModel ? askedModels(request) : [];
  const unknown = new Set(asked.filter((one) => !providerId(one).isKnown).map(({ connection }) => `“${connection}”`));
  return [
    ...(settings.variant !== '' || variants
      ? [' Variants are not exported: the prompt stands here as it is written.']
      : []),
    ...(asksLogprobs(request) ? [' Token probabilities are not exported.'] : []),
    ...(columnRequests(request).some(({ tools }) => tools !== undefined) ? [' Functions are not exported.'] : []),
    ...(prompt.messages.some(holdsMore)
      ? [' Of messages only the texts are exported: not their images, nor calls of functions.']
      : []),
    ...(hasModel ? [] : [' No model was chosen: name the providers.']),
    ...(unknown.size === 0
      ? []
      : [` Tell promptfoo where ${[...unknown].join(', ')} is: set config.apiBaseUrl of each provider.`]),
    ...(pointsOf(request).some(({ settings: { temperature } }) => temperature === null)
      ? [' Where no temperature is set, promptfoo sends its own default.']
      : []),
  ];
}

/** Whether a message holds more than its role and its text. */
function holdsMore(message: Message): boolean {
  return Object.keys(message).some((key) => key !== 'role' && key !== 'content' && key !== 'name');
}

/** A lone surrogate can stand in no file. */
function wellFormed<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, inner: unknown) =>
    typeof inner === 'string' ? inner.toWellFormed() : inner,
  ) as T;
}
