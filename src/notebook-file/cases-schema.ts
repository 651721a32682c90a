import * as z from 'zod';
import { checks } from '../cases/case-fields.ts';
import { MAX_CASE_NOTE } from '../domain/cases/case.ts';
import { CHECK_RESULT_TYPES, MAX_CHECKS } from '../domain/cases/check.ts';
import { STUDY_KINDS } from '../domain/cases/study.ts';
import { MAX_COMPLETIONS } from '../domain/run/run.ts';
import { variableList } from './prompt-schema.ts';

/* What of a notebook file are test inputs, and what is said of the answers to them. */

/** A test input; its variables as a list, too. */
export const testCase = z
  .strictObject({
    variables: variableList.optional(),
    message: z.string().optional(),
    expected: z.string().nullable(),
    name: z.string().max(200).nullable(),
    note: z.string().max(MAX_CASE_NOTE).optional(),
  })
  .refine(
    ({ variables, message: text }) => (variables === undefined) !== (text === undefined),
    'must hold either variables or message',
  );

/** The sets that runs asked: a run asks each of its cases at least once. */
export const caseSets = z.array(z.array(testCase).min(1).max(MAX_COMPLETIONS)).max(10_000).default([]);

/** What a run's request says of its cases. */
export const requestChecks = {
  study: z.enum(STUDY_KINDS).optional(),
  checks: checks.default([]),
  leaks: z
    .array(
      z.strictObject({
        case: z.number().int().min(0).max(MAX_COMPLETIONS),
        example: z.number().int().min(0).max(1_000_000),
      }),
    )
    .max(MAX_COMPLETIONS)
    .default([]),
};

/** What was said of one answer: by each check, and by a person. */
export const checkResults = z
  .array(
    z.strictObject({
      type: z.enum(CHECK_RESULT_TYPES),
      passed: z.boolean().nullable(),
      detail: z.string().max(2_000),
      off_list: z.literal(true).optional(),
    }),
  )
  .max(MAX_CHECKS + 1)
  .default([]);
