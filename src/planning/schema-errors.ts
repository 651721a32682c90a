import { type JsonFields, schemaOfFormat } from '../domain/request-fields.ts';
import type { RunRequest } from '../domain/run.ts';
import type { FieldError } from '../errors.ts';

/** Knows whether a JSON Schema can be used. */
export interface SchemaJudge {
  /** Why it cannot; `null` when it can. */
  schemaProblem(schema: JsonFields): Promise<string | null>;
}

/** What is wrong with the schemas that a request holds, before anything is sent. */
export async function schemaErrors(
  judge: SchemaJudge,
  { responseFormat }: Pick<RunRequest, 'responseFormat'>,
  path = 'response_format',
): Promise<readonly FieldError[]> {
  const schema = schemaOfFormat(responseFormat);
  const problem = schema === null ? null : await judge.schemaProblem(schema);
  return problem === null ? [] : [{ path, message: `JSON Schema: this schema cannot be used: ${problem}.` }];
}
