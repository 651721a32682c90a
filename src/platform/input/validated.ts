import type { z } from 'zod';
import { type FieldError, ValidationError } from '../../errors.ts';
import { issueWords } from './issue-words.ts';

/**
 * What a schema reads from `value`.
 * @param told which of the errors are told, and how
 * @throws ValidationError naming each field that is wrong or unknown, in words of ours
 */
export function validated<Value>(
  schema: z.ZodType<Value>,
  value: unknown,
  told: (errors: readonly FieldError[]) => readonly FieldError[] = (errors) => errors,
): Value {
  const read = schema.safeParse(value, { error: issueWords });
  if (!read.success) throw new ValidationError(told(fieldErrors(read.error)));
  return read.data;
}

/** Each field once with each sentence: several bounds of a number may say the same. Unknown fields are named one by one. */
function fieldErrors(error: z.ZodError): readonly FieldError[] {
  const found = new Map<string, FieldError>();
  for (const one of error.issues.flatMap(errorsOf)) found.set(`${one.path}\n${one.message}`, one);
  return [...found.values()];
}

function errorsOf(issue: z.core.$ZodIssue): readonly FieldError[] {
  const path = issue.path.join('.');
  if (issue.code === 'invalid_key') {
    return [{ path, message: sentence(path, issue.issues[0]?.message ?? issue.message) }];
  }
  if (issue.code !== 'unrecognized_keys') return [{ path, message: sentence(path, issue.message) }];
  return issue.keys.map((key) => {
    const full = path === '' ? key : `${path}.${key}`;
    return { path: full, message: `${full} is not a field that can be set.` };
  });
}

function sentence(path: string, message: string): string {
  const start = named(path, message);
  return start.endsWith('.') ? start : `${start}.`;
}

function named(path: string, message: string): string {
  if (path === '') return /^(must|is|cannot) /.test(message) ? `What is sent ${message}` : message;
  return message.startsWith(path) ? message : `${path}: ${message}`;
}
