import type { Check } from '../../domain/check.ts';
import { fieldErrors, ValidationError } from '../../errors.ts';
import { checks } from '../api/case-fields.ts';

/** Checks as a page's form holds them: JSON, as the API takes it; none where it is empty. @throws ValidationError at `checks` */
export function checksFromForm(text: string): readonly Check[] {
  if (text.trim() === '') return [];
  let json: unknown;
  try {
    json = JSON.parse(text) as unknown;
  } catch {
    throw new ValidationError([{ path: 'checks', message: 'The checks are not JSON.' }]);
  }
  const parsed = checks.safeParse(json);
  if (!parsed.success) throw new ValidationError(fieldErrors(parsed.error));
  return parsed.data;
}
