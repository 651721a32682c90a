import * as z from 'zod';
import { type Case, MAX_CASE_NOTE } from '../domain/cases/case.ts';
import {
  type Check,
  type Extract,
  MAX_CHECKS,
  MAX_PATTERN,
  MAX_RUBRIC,
  MAX_SCHEMA,
  NAMED_EXTRACTS,
} from '../domain/cases/check.ts';
import { MAX_VARIABLES } from '../domain/prompt/prompt-variables.ts';
import { isVariableName, variableValues } from '../domain/prompt/template.ts';
import { MAX_COMPLETIONS } from '../domain/run/run.ts';

export const variables = z
  .record(
    z
      .string()
      .refine(isVariableName, 'is no name for a variable: up to 64 letters, marks, digits, spaces, _ - and . only'),
    z.string(),
  )
  .refine(
    (given) => variableValues(given).size === Object.keys(given).length,
    'must not hold two names that are the same once their accents are composed (Unicode NFC)',
  )
  .refine((given) => Object.keys(given).length <= MAX_VARIABLES, `must hold at most ${MAX_VARIABLES} variables`);

/** An expected answer may be any JSON; what is no text is compared as its JSON. */
const expected = z
  .union([z.string(), z.number(), z.boolean(), z.record(z.string(), z.unknown()), z.array(z.unknown())], {
    error: 'must be a text, a number, true or false, an object or a list; leave it out where none is known',
  })
  .transform((value) => (typeof value === 'string' ? value : JSON.stringify(value)));

const testCase = z
  .strictObject({
    variables: variables.optional(),
    message: z.string().optional(),
    expected: expected.nullable().optional(),
    name: z.string().min(1).max(200).nullable().optional(),
    note: z.string().max(MAX_CASE_NOTE).nullable().optional(),
  })
  .transform(({ variables: values, message, expected: answer = null, name = null, note = null }, context): Case => {
    if ((values === undefined) === (message === undefined)) {
      context.addIssue({ code: 'custom', message: 'must hold either variables or message' });
      return z.NEVER;
    }
    return {
      input: message === undefined ? { variables: values ?? {} } : { message },
      expected: answer,
      name,
      ...(note === null || note === '' ? {} : { note }),
    };
  });

/** The cases of a run. */
export const cases = z
  .array(testCase)
  .min(1, 'must hold at least one case')
  .max(MAX_COMPLETIONS, `must hold at most ${MAX_COMPLETIONS} cases`);

const pattern = z.string().min(1).max(MAX_PATTERN, `must be at most ${MAX_PATTERN} characters`);

const extract: z.ZodType<Extract, Extract> = z.union(
  [
    z.enum(NAMED_EXTRACTS),
    z.strictObject({ json_field: z.string().min(1).max(MAX_PATTERN) }),
    z.strictObject({ regex: pattern }),
  ],
  { error: `must be ${NAMED_EXTRACTS.join(', ')}, {"json_field": "a.b"} or {"regex": "..."}` },
);

const common = { extract: extract.default('whole') };
const tolerance = z.number().min(0).default(0);
const schema = z
  .union([z.record(z.string(), z.unknown()), z.boolean()], { error: 'must be a JSON Schema' })
  .refine((value) => JSON.stringify(value).length <= MAX_SCHEMA, `must be at most ${MAX_SCHEMA} characters of JSON`);

const judge = z.strictObject({
  ...common,
  type: z.literal('judge'),
  rubric: z.string().min(1).max(MAX_RUBRIC, `must be at most ${MAX_RUBRIC} characters`),
  model: z.string().min(1).nullable().default(null),
  connection: z.string().min(1).nullable().default(null),
  baseline: z.number().int().min(0).nullable().default(null),
});

const check = z.discriminatedUnion('type', [
  z.strictObject({
    ...common,
    type: z.literal('label'),
    labels: z.array(z.string().min(1)).min(1).max(1_000),
    raw: z.boolean().default(false),
  }),
  z.strictObject({ ...common, type: z.literal('exact'), raw: z.boolean().default(false) }),
  z.strictObject({ ...common, type: z.literal('numeric'), atol: tolerance, rtol: tolerance }),
  z.strictObject({ ...common, type: z.literal('json_schema'), schema }),
  z.strictObject({ ...common, type: z.literal('contains'), text: z.string().min(1).nullable().default(null) }),
  z.strictObject({ ...common, type: z.literal('regex'), pattern }),
  z.strictObject({ ...common, type: z.literal('length'), max_tokens: z.number().int().min(1) }),
  judge,
]);

/** What answers are judged by. */
export const checks: z.ZodType<readonly Check[], unknown> = z
  .array(check)
  .max(MAX_CHECKS, `must hold at most ${MAX_CHECKS} checks`);
