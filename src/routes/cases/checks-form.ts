import { checks } from '../../cases/case-fields.ts';
import type { Check } from '../../domain/cases/check.ts';
import { ValidationError } from '../../errors.ts';
import { validated } from '../../platform/input/validated.ts';

/** Checks as a page's form holds them: JSON, as the API takes it; none where it is empty. @throws ValidationError at `checks` */
export function checksFromForm(text: string): readonly Check[] {
  if (text.trim() === '') return [];
  let json: unknown;
  try {
    json = JSON.parse(text) as unknown;
  } catch {
    throw new ValidationError([{ path: 'checks', message: 'The checks are not JSON.' }]);
  }
  return validated(checks, json);
}

/** The check that a form of fields adds; none where no kind was chosen. @throws ValidationError naming what is missing */
export function checkToAdd(form: FormData): readonly Check[] {
  const type = String(form.get('add') ?? '');
  const value = String(form.get('value') ?? '').trim();
  if (type === '') return [];
  return validated(checks, [{ type, extract: extractOf(form), ...settingsOf(type, value) }]);
}

/** What of an answer is checked: one of the named parts, or what stands beside the choice. @throws ValidationError where nothing does */
function extractOf(form: FormData): unknown {
  const extract = String(form.get('extract') ?? 'whole');
  if (extract !== 'json_field' && extract !== 'regex') return extract;
  const part = String(form.get('part') ?? '').trim();
  if (part === '') {
    const message = extract === 'regex' ? 'Write the pattern.' : 'Write which field, as in a.b.';
    throw new ValidationError([{ path: 'part', message }]);
  }
  return { [extract]: part };
}

/** What a kind of check makes of the one text that is typed beside it. */
function settingsOf(type: string, value: string): object {
  switch (type) {
    case 'label':
      return { labels: value.split(',').flatMap((label) => (label.trim() === '' ? [] : [label.trim()])) };
    case 'numeric':
      return { atol: value === '' ? 0 : Number(value) };
    case 'json_schema':
      return { schema: jsonOf(value) };
    case 'contains':
      return { text: value === '' ? null : value };
    case 'regex':
      return { pattern: value };
    case 'length':
      return { max_tokens: Number(value) };
    case 'judge':
      return { rubric: value };
    default:
      return {};
  }
}

function jsonOf(text: string): unknown {
  try {
    return text === '' ? true : (JSON.parse(text) as unknown);
  } catch {
    throw new ValidationError([{ path: 'value', message: 'The JSON Schema is not JSON.' }]);
  }
}
