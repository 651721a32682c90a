import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject, ValidateFunction } from 'ajv/dist/types/index.js';
import { isFields, parsedJson } from '../domain/json.ts';
import { type FieldProblem, fieldProblemText } from '../domain/run/remark.ts';
import { equalJson } from './json-value.ts';
import { linearRegex } from './linear-regex.ts';

/** Fields that are named in a detail; more are counted. */
const MAX_NAMED = 5;

/** A schema ready to judge texts: JSON Schema 2020-12, which reads what earlier drafts have in common with it. */
export interface JsonSchema {
  /** What is wrong with a text, and with its fields beside those of the expected one; empty when nothing is. */
  problems(text: string, expected: unknown): readonly string[];
  /** What is wrong with a text, field by field; empty when nothing is. */
  fieldProblems(text: string): readonly FieldProblem[];
}

/**
 * Compiles a schema. `pattern` is matched in linear time; a `$ref` outside of the schema is an error, as nothing is fetched.
 * `allErrors`: every field at fault is named, not the first alone.
 * @throws an error that says what is wrong with the schema
 */
export function jsonSchema(
  schema: Readonly<Record<string, unknown>> | boolean,
  { allErrors = false }: { readonly allErrors?: boolean } = {},
): JsonSchema {
  const ajv = new Ajv2020({
    strict: false,
    validateFormats: false,
    logger: false,
    allErrors,
    code: { regExp: Object.assign(linearRegex, { code: 'linearRegex' }) },
  });
  const validate = ajv.compile(withoutDialect(schema));
  return {
    problems: (text, expected) => problemsOf(text, expected, validate),
    fieldProblems: (text) => fieldProblemsOf(text, validate),
  };
}

/** `$schema` names the dialect, which would have to be fetched. */
function withoutDialect(schema: Readonly<Record<string, unknown>> | boolean) {
  if (typeof schema === 'boolean') return schema;
  return Object.fromEntries(Object.entries(schema).filter(([name]) => name !== '$schema'));
}

function problemsOf(text: string, expected: unknown, validate: ValidateFunction): readonly string[] {
  const value = parsedJson(text);
  if (value === undefined) return [NOT_JSON];
  if (!validate(value)) return (validate.errors ?? []).map((error) => fieldProblemText(problemOf(error)));
  return expected === undefined ? [] : differingFields(value, expected);
}

const NOT_JSON = 'not JSON';
/** Fields at fault that are told one by one. */
const MAX_FIELDS = 20;
/** The longest name or message of one, in characters: names come from the answer. */
const MAX_PROBLEM = 300;

function fieldProblemsOf(text: string, validate: ValidateFunction | null): readonly FieldProblem[] {
  const value = parsedJson(text);
  if (value === undefined) return [{ field: '', message: `is ${NOT_JSON}` }];
  if (validate === null || validate(value)) return [];
  const all = (validate.errors ?? []).map(problemOf);
  const more = all.length - MAX_FIELDS;
  return more > 0 ? [...all.slice(0, MAX_FIELDS), { field: '', message: `has ${more} more such problems` }] : all;
}

/** What is wrong with a text that shall be JSON of any kind; empty when it is. */
export function jsonProblems(text: string): readonly FieldProblem[] {
  return fieldProblemsOf(text, null);
}

/** The field as a path with dots; what a list of allowed values or an unknown field was is said with it. */
function problemOf({ instancePath, message = 'does not fit the schema', params }: ErrorObject): FieldProblem {
  const { allowedValues, additionalProperty } = params as {
    readonly allowedValues?: readonly unknown[];
    readonly additionalProperty?: string;
  };
  const more = allowedValues === undefined ? (additionalProperty ?? '') : JSON.stringify(allowedValues);
  const path = instancePath.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~');
  return { field: shortened(path), message: shortened(more === '' ? message : `${message}: ${more}`) };
}

function shortened(text: string): string {
  return (text.length > MAX_PROBLEM ? `${text.slice(0, MAX_PROBLEM)}…` : text).toWellFormed();
}

/** Per field where the expected answer is an object: a field that it does not name is free. */
function differingFields(value: unknown, expected: unknown): readonly string[] {
  if (!isFields(expected)) return equalJson(value, expected) ? [] : ['not the expected value'];
  const own = isFields(value) ? value : {};
  const wrong = Object.keys(expected).filter(
    (name) => !Object.hasOwn(own, name) || !equalJson(own[name], expected[name]),
  );
  const named = wrong.slice(0, MAX_NAMED).map((name) => `${name} differs`);
  return wrong.length > MAX_NAMED ? [...named, `${wrong.length - MAX_NAMED} more differ`] : named;
}
