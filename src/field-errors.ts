import type { z } from 'zod';
import type { FieldError } from './errors.ts';

/** What zod found wrong, in the words of our field errors: unknown fields are named one by one. */
export function fieldErrors(error: z.ZodError): readonly FieldError[] {
  return error.issues.flatMap((issue): readonly FieldError[] => {
    const path = issue.path.join('.');
    if (issue.code !== 'unrecognized_keys') return [{ path, message: sentence(path, issue.message) }];
    return issue.keys.map((key) => {
      const full = path === '' ? key : `${path}.${key}`;
      return { path: full, message: `${full} is not a field that can be set.` };
    });
  });
}

function sentence(path: string, message: string): string {
  const start = path === '' || message.startsWith(path) ? message : `${path}: ${message}`;
  return start.endsWith('.') ? start : `${start}.`;
}
