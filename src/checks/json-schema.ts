import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/types/index.js';
import { equalJson, isObject } from './json-value.ts';
import { linearRegex } from './linear-regex.ts';

/** Fields that are named in a detail; more are counted. */
const MAX_NAMED = 5;

/** A schema ready to judge texts: JSON Schema 2020-12, which reads what earlier drafts have in common with it. */
export interface JsonSchema {
  /** What is wrong with a text, and with its fields beside those of the expected one; empty when nothing is. */
  problems(text: string, expected: unknown): readonly string[];
}

/**
 * Compiles a schema. `pattern` is matched in linear time; a `$ref` outside of the schema is an error, as nothing is fetched.
 * @throws an error that says what is wrong with the schema
 */
export function jsonSchema(schema: Readonly<Record<string, unknown>> | boolean): JsonSchema {
  const ajv = new Ajv2020({
    strict: false,
    validateFormats: false,
    logger: false,
    allErrors: false,
    code: { regExp: Object.assign(linearRegex, { code: 'linearRegex' }) },
  });
  const validate = ajv.compile(withoutDialect(schema));
  return { problems: (text, expected) => problemsOf(text, expected, validate) };
}

/** `$schema` names the dialect, which would have to be fetched. */
function withoutDialect(schema: Readonly<Record<string, unknown>> | boolean) {
  if (typeof schema === 'boolean') return schema;
  return Object.fromEntries(Object.entries(schema).filter(([name]) => name !== '$schema'));
}

function problemsOf(text: string, expected: unknown, validate: ValidateFunction): readonly string[] {
  let value: unknown;
  try {
    value = JSON.parse(text) as unknown;
  } catch {
    return ['not JSON'];
  }
  if (!validate(value)) {
    return (validate.errors ?? []).map(({ instancePath, message = 'does not fit the schema' }) =>
      `${instancePath.slice(1).replaceAll('/', '.')} ${message}`.trim(),
    );
  }
  return expected === undefined ? [] : differingFields(value, expected);
}

/** Per field where the expected answer is an object: a field that it does not name is free. */
function differingFields(value: unknown, expected: unknown): readonly string[] {
  if (!isObject(expected)) return equalJson(value, expected) ? [] : ['not the expected value'];
  const own = isObject(value) ? value : {};
  const wrong = Object.keys(expected).filter(
    (name) => !Object.hasOwn(own, name) || !equalJson(own[name], expected[name]),
  );
  const named = wrong.slice(0, MAX_NAMED).map((name) => `${name} differs`);
  return wrong.length > MAX_NAMED ? [...named, `${wrong.length - MAX_NAMED} more differ`] : named;
}
