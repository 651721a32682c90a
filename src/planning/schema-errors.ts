import type { JsonFields } from '../domain/json.ts';
import { schemaOfFormat } from '../domain/request-fields.ts';
import type { RunRequest } from '../domain/run.ts';
import { parametersOf } from '../domain/tool.ts';
import type { FieldError } from '../errors.ts';

/** Knows whether a JSON Schema can be used. */
export interface SchemaJudge {
  /** Why it cannot; `null` when it can. */
  schemaProblem(schema: JsonFields): Promise<string | null>;
}

/** Where a request's schemas stand: by the names of the API, or by those of the editor's fields. */
export type SchemaPlaces = Readonly<Record<'responseFormat' | 'tools', string>>;
const API_PLACES: SchemaPlaces = { responseFormat: 'response_format', tools: 'tools' };
export const FIELD_PLACES: SchemaPlaces = { responseFormat: 'response_schema', tools: 'tools' };

/** What is wrong with the schemas that a request holds, before anything is sent. */
export async function schemaErrors(
  judge: SchemaJudge,
  { responseFormat, tools = [] }: Pick<RunRequest, 'responseFormat' | 'tools'>,
  places: SchemaPlaces = API_PLACES,
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
