import type { TextRow } from './records.ts';

/** The line under the names of a Markdown table: dashes, with colons for the side on which texts stand. */
const RULE = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$/;

/** Whether a text is a table in GitHub's Markdown: names between bars, and under them a line of dashes between as many. */
export function isMarkdownTable(text: string): boolean {
  const [names = '', below = ''] = text.slice(0, PROBED_CHARACTERS).trimStart().split(LINE_END, 2);
  const rule = below.trimEnd();
  return names.includes('|') && rule.includes('|') && RULE.test(rule) && cellsOf(names).length === cellsOf(rule).length;
}

const PROBED_CHARACTERS = 100_000;
const LINE_END = /\r\n|\n|\r/;

/** Its rows, the names first and without the line of dashes; bars round a row are none of its cells. Source: GitHub Flavored Markdown, 4.10. */
export function markdownRecords(text: string): { readonly rows: readonly TextRow[] } {
  const lines = text.split(LINE_END).map((raw, index) => ({ raw, line: index + 1 }));
  const filled = lines.filter(({ raw }) => raw.trim() !== '').toSpliced(1, 1);
  return { rows: filled.map(({ raw, line }) => ({ line, raw, values: cellsOf(raw) })) };
}

/** A bar in a cell has a backslash before it; a line end in one is written as HTML's. */
function cellsOf(line: string): readonly string[] {
  const inner = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) =>
    cell
      .trim()
      .replaceAll('\\|', '|')
      .replace(/<br ?\/?>/gi, '\n'),
  );
}
