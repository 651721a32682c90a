import type { JsonFields } from '../domain/json.ts';
import type { DraftSettings } from '../domain/notebook/notebook.ts';
import { parametersOf } from '../domain/prompt/tool.ts';
import { schemaOfFormat } from '../domain/request/request-fields.ts';
import { contentsOf } from '../domain/request/request-settings.ts';
import { writtenColumns } from '../domain/run/added-columns.ts';
import type { RunRequest } from '../domain/run/run.ts';
import type { FieldError } from '../errors.ts';

/** Knows whether a JSON Schema can be used. */
export interface SchemaJudge {
  /** Why it cannot; `null` when it can. */
  schemaProblem(schema: JsonFields): Promise<string | null>;
}

/** Where a request's schemas stand: by the names of the API, or by those of the editor's fields. */
export interface SchemaPlaces {
  readonly responseFormat: string;
  readonly tools: string;
  /** The place of the nth added column among those that are shown. */
  readonly column: (index: number) => number;
}
const API_PLACES: SchemaPlaces = { responseFormat: 'response_format', tools: 'tools', column: (index) => index };

/** The places in a draft's fields, where a column that nobody has written in is none. */
export function fieldPlaces({ added_columns: text }: Pick<DraftSettings, 'added_columns'>): SchemaPlaces {
  const written = writtenColumns(text);
  return { responseFormat: 'response_schema', tools: 'tools', column: (index) => written[index] ?? index };
}

/** What is wrong with the schemas that a request holds, and with those of its added columns, before anything is sent. */
export async function schemaErrors(
  judge: SchemaJudge,
  request: RunRequest,
  places: SchemaPlaces = API_PLACES,
): Promise<readonly FieldError[]> {
  const errors = [...(await contentErrors(judge, request, places))];
  for (const [index, changes] of (request.addedColumns ?? []).entries()) {
    const wrong = await contentErrors(judge, contentsOf(changes), places);
    const at = places.column(index);
    errors.push(
      ...wrong.map(({ path, message }) => ({
        path: `added_columns.${at}.${path}`,
        message: `Added column ${at + 1}, ${message}`,
      })),
    );
  }
  return errors;
}

async function contentErrors(
  judge: SchemaJudge,
  { responseFormat, tools = [] }: Pick<RunRequest, 'responseFormat' | 'tools'>,
  places: SchemaPlaces,
): Promise<readonly FieldError[]> {
  const errors: FieldError[] = [];
  const schema = schemaOfFormat(responseFormat);
  const problem = schema === null ? null : await judge.schemaProblem(schema);
  if (problem !== null) {
    const message = `JSON Schema: this schema cannot be used: ${problem}.`;
    errors.push({ path: places.responseFormat, message });
  }
  for (const tool of tools) {
    const parameters = parametersOf(tool);
    const wrong = parameters === null ? null : await judge.schemaProblem(parameters);
    if (wrong === null) continue;
    const message = `Functions: the parameters of ${tool.function.name} cannot be used: ${wrong}.`;
    return [...errors, { path: places.tools, message }];
  }
  return errors;
}
