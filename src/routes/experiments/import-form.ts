import type { ImportOptions } from '../../prompts/examples/import-examples.ts';
import { FIELDS } from '../../prompts/examples/row-fields.ts';
import { DELIMITERS } from '../../prompts/rows/delimiter.ts';
import { TABLE_FORMATS } from '../../prompts/rows/source-table.ts';

/** How the import form says a file is to be read; a field that says `auto`, or is not there, leaves it to a guess. */
export function importOptions(form: FormData): ImportOptions {
  const format = TABLE_FORMATS.find((name) => name === form.get('format'));
  const delimiter = DELIMITERS.find((mark) => mark === form.get('delimiter'));
  const fields = form
    .getAll('column')
    .map((name) => FIELDS.find((field) => field === name) ?? (name === '' ? null : undefined));
  const [header, braces] = [form.get('header'), form.get('braces')];
  return {
    ...(format === undefined ? {} : { format }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(header === 'names' || header === 'row' ? { header: header === 'names' } : {}),
    ...(fields.length === 0 ? {} : { fields }),
    ...(braces === 'typed' || braces === 'variables' ? { escape: braces === 'typed' } : {}),
  };
}
