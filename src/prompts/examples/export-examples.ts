import { formatTags } from '../../domain/prompt/example-edits.ts';
import type { Example, Prompt } from '../../domain/prompt/prompt.ts';
import { csvLine } from '../../platform/csv-line.ts';

export type ExportFormat = 'csv' | 'tsv' | 'jsonl' | 'chat.jsonl';

export const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  tsv: 'text/tab-separated-values; charset=utf-8',
  jsonl: 'application/jsonl; charset=utf-8',
  'chat.jsonl': 'application/jsonl; charset=utf-8',
};

const COLUMNS = ['input', 'output', 'enabled', 'tags'];

/** The example rows as a file that `importExamples` reads back; the system message goes only into the chat format. */
export function exportExamples(prompt: Prompt, format: ExportFormat): string {
  switch (format) {
    case 'csv':
      // Excel reads a file without a byte order mark in the code page of its country.
      return `\uFEFF${table(prompt.examples, ',')}`;
    case 'tsv':
      return table(prompt.examples, '\t');
    case 'jsonl':
      return lines(prompt.examples.map(({ input, output, enabled, tags }) => ({ input, output, enabled, tags })));
    case 'chat.jsonl':
      return lines(prompt.examples.map((example) => chatLine(prompt.system, example)));
  }
}

function table(examples: readonly Example[], delimiter: ',' | '\t'): string {
  const rows = examples.map(({ input, output, enabled, tags }) => [input, output, String(enabled), formatTags(tags)]);
  return [COLUMNS, ...rows].map((row) => csvLine(row, delimiter)).join('');
}

/** What chat formats have no word for is only written where it says something. */
function chatLine(system: string | null, { input, output, enabled, tags }: Example) {
  return {
    messages: [
      ...(system === null ? [] : [{ role: 'system', content: system }]),
      { role: 'user', content: input },
      { role: 'assistant', content: output },
    ],
    ...(enabled ? {} : { enabled }),
    ...(tags.length === 0 ? {} : { tags }),
  };
}

function lines(values: readonly object[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}
