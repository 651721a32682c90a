import { checksFor } from '../../../domain/cases/check.ts';
import { noContentCase, studyProblem, studyVariants } from '../../../domain/cases/study.ts';
import { EMPTY_PROMPT, type Prompt, promptFromMessages, type Variables } from '../../../domain/prompt/prompt.ts';
import { withTemplates } from '../../../domain/prompt/prompt-variables.ts';
import { toolChoiceProblem } from '../../../domain/prompt/tool-fields.ts';
import type { VariantChanges } from '../../../domain/prompt/variant.ts';
import { changedRequest, contentsOf, type RequestContents } from '../../../domain/request/request-settings.ts';
import { columnAxis } from '../../../domain/run/plan.ts';
import { type AskedModel, askingOf, type RunRequest } from '../../../domain/run/run.ts';
import { AXES, type ColumnChanges, type Sweep, singlePoint } from '../../../domain/run/sweep.ts';
import { type FieldError, ValidationError } from '../../../errors.ts';
import { validated } from '../../../platform/input/validated.ts';
import { type RunBody, runBody, type VariantOfBody } from './run-body-schema.ts';
import type { ColumnOfBody } from './run-settings-schema.ts';

/** What a body asks, apart from the model, which has to be looked up. */
export interface ReadRunBody {
  readonly body: RunBody;
  readonly prompt: Prompt;
}

/**
 * Reads the JSON of a run: an OpenAI chat completion request in which any sweepable setting may be a list.
 * @throws ValidationError naming each field that is wrong or unknown
 */
export function readRunBody(json: unknown): ReadRunBody {
  const body = validated(runBody, json, (errors) => errors.map(withHint));
  if ((body.messages === undefined) === (body.prompt === undefined)) {
    throw new ValidationError([{ path: 'messages', message: 'Send either messages or prompt.' }]);
  }
  if (body.rows != null && body.rows === body.columns) {
    throw new ValidationError([
      { path: 'rows', message: `rows: ${body.rows} makes the columns already; name another setting.` },
    ]);
  }
  const wrong = [...variantErrors(body), ...addedVariantErrors(body), ...toolChoiceErrors(body)];
  if (wrong.length > 0) throw new ValidationError(wrong);
  return asStudied({ body, prompt: promptOf(body) });
}

/** The run a body asks for, once its models are known; `added`: those that its added columns name, each in its place. */
export function runRequest(
  { body: given }: ReadRunBody,
  found: readonly AskedModel[],
  added: readonly Partial<AskedModel>[] = [],
): RunRequest {
  const { connection, ...models } = askingOf(found);
  const [first = ''] = models.model;
  const swept = Object.fromEntries(AXES.flatMap((axis) => (given[axis] === undefined ? [] : [[axis, given[axis]]])));
  const { variants } = given;
  const variant = given.variant ?? variants?.map(({ name }) => name) ?? [null];
  const sweep = { ...singlePoint(first), ...swept, variant, ...models } as Sweep;
  // An empty list says that nothing judges; a list that is left out, that nothing was chosen.
  const used = given.checks ?? checksFor([], given.cases ?? []);
  return {
    connection,
    sweep,
    samples: given.samples,
    columns: columnAxis(sweep, given.columns ?? null, given.rows ?? null),
    rows: given.rows ?? null,
    ...addedColumns(given, added),
    ...contentsOf(given),
    ...(used.length === 0 && given.checks === undefined ? {} : { checks: used }),
    ...(given.study === undefined ? {} : { study: given.study }),
    ...(variants === undefined
      ? {}
      : {
          variants: variants.map(({ name, changes: own }) => ({
            name,
            changes: defined(own) as VariantChanges,
            inputTokens: null,
          })),
        }),
  };
}

function addedColumns({ added_columns: columns = [] }: RunBody, asked: readonly Partial<AskedModel>[]) {
  if (columns.length === 0) return {};
  return {
    addedColumns: columns.map((column, index) => ({ ...changesIn(column), ...asked[index] })),
  };
}

/** What a column changes apart from the model, which has to be looked up. */
function changesIn({ model: _, connection: __, ...changes }: ColumnOfBody): ColumnChanges {
  return defined(changes) as ColumnChanges;
}

/** A study makes the variants, and the columns; that of labels makes the one case too. @throws ValidationError at `study` */
function asStudied(read: ReadRunBody): ReadRunBody {
  const { body: given, prompt: own } = read;
  const { study } = given;
  if (study === undefined) return read;
  const taken = (['variants', 'variant', 'columns', 'rows', 'added_columns'] as const).filter(
    (name) => given[name] !== undefined,
  );
  const problem =
    taken.length > 0 ? `leave out ${taken.join(' and ')}: a study makes them itself.` : studyProblem(own, study);
  if (problem !== null) throw new ValidationError([{ path: 'study', message: `study: ${problem}` }]);
  if (study !== 'labels' && given.cases === undefined) {
    throw new ValidationError([{ path: 'cases', message: 'cases: a study needs cases to ask.' }]);
  }
  const { cases: asked, ...rest } = given;
  const used = study === 'labels' ? [noContentCase(own)] : asked;
  return {
    body: {
      ...rest,
      ...(used === undefined ? {} : { cases: used }),
      variants: studyVariants(own, study).map(({ name, changes: made }) => ({ name, changes: made as VariantOfBody })),
      columns: 'variant',
    },
    prompt: own,
  };
}

function promptOf(given: RunBody): Prompt {
  const { prompt: own, messages: list = [] } = given;
  const values = { ...own?.variables, ...given.variables };
  const on = given.templates ?? own?.templates ?? true;
  if (own === undefined) return withTemplates(withVariables(promptFromMessages(list), values), on);
  const { variables: _, templates: __, ...parts } = own;
  return withTemplates(withVariables({ ...EMPTY_PROMPT, ...parts }, values), on);
}

function withVariables(prompt: Prompt, values: Variables): Prompt {
  return Object.keys(values).length === 0 ? prompt : { ...prompt, variables: values };
}

/** Each name once, and `variant` naming only what is there. */
function variantErrors({ variant: asked = [], variants = [] }: RunBody): readonly FieldError[] {
  const names = variants.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  const unknown = asked.find((name) => name !== null && !names.includes(name));
  return [
    ...(twice === undefined
      ? []
      : [{ path: 'variants', message: `variants: there are two with the name “${twice}”.` }]),
    ...(unknown === undefined
      ? []
      : [{ path: 'variant', message: `variant: “${unknown}” is none of the variants that are sent along.` }]),
  ];
}

/** An added column takes any of the variants, also one that the grid does not ask. */
function addedVariantErrors({ variants = [], added_columns: columns = [] }: RunBody): readonly FieldError[] {
  return columns.flatMap(({ variant: asked = null }, index) => {
    if (asked === null || variants.some(({ name }) => name === asked)) return [];
    const path = `added_columns.${index}.variant`;
    return [{ path, message: `${path}: “${asked}” is none of the variants that are sent along.` }];
  });
}

function toolChoiceErrors(body: RunBody): readonly FieldError[] {
  const own = contentsOf(body);
  const problem = (contents: RequestContents, path: string) => {
    const message = choiceProblem(contents);
    return message === null ? [] : [{ path, message: `${path}: ${message}` }];
  };
  const wrong = problem(own, 'tool_choice');
  if (wrong.length > 0) return wrong;
  return (body.added_columns ?? []).flatMap((column, index) => {
    const field = column.tool_choice === undefined ? 'tools' : 'tool_choice';
    return problem(changedRequest(own, changesIn(column)), `added_columns.${index}.${field}`);
  });
}

function choiceProblem({ toolChoice, tools = [] }: RequestContents): string | null {
  return toolChoice === undefined ? null : toolChoiceProblem(toolChoice, tools);
}

/** zod leaves what was not sent as `undefined`; among changes that would overwrite. */
function defined(given: VariantOfBody | Omit<ColumnOfBody, 'model' | 'connection'>) {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** Fields that other APIs take under another name. */
const HINTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    max_tokens: 'Use max_completion_tokens; endpoints that want max_tokens get it.',
    n: 'Use samples: each answer is a request of its own.',
    stream: 'Requests are always streamed; leave it out.',
  }),
);

function withHint(error: FieldError): FieldError {
  const hint = HINTS.get(error.path);
  return hint === undefined ? error : { ...error, message: `${error.message} ${hint}` };
}
