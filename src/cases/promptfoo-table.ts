import { MAX_CASES } from '../domain/cases/case.ts';
import type { Check } from '../domain/cases/check.ts';
import { readYaml } from '../platform/input/read-yaml.ts';
import { decodeText, withoutMarks } from '../prompts/rows/decode.ts';
import { emptyTable, type SourceTable } from '../prompts/rows/source-table.ts';
import { type PromptfooTests, readPromptfooTests } from './promptfoo-tests.ts';

interface FlatTests {
  /** A row for each case, with a column for each variable, `expected` and `name`. */
  readonly table: SourceTable;
  readonly checks: readonly Check[];
}

/** promptfoo's tests as a flat table: a JSON list or lines, a YAML list, a whole configuration, or a CSV file with `__expected`; `null` for other files. */
export function promptfooTable(source: string | Uint8Array, table: SourceTable): FlatTests | null {
  const yaml = yamlTests(source);
  if (yaml !== null) return yaml;
  if (table.columns.includes('vars'))
    return flat(readPromptfooTests(table.rows.map((row) => recordOf(table, row))), table);
  if (table.columns.includes('tests') && table.rows.length === 1) return configured(recordOf(table, table.rows[0]));
  if (!table.columns.some((name) => EXPECTED.test(name))) return null;
  return flat(readPromptfooTests(table.rows.map((row) => testOfRow(recordOf(table, row)))), table);
}

type Fields = Readonly<Record<string, unknown>>;

const EXPECTED = /^__expected\d*$/;
/** A YAML file is known by the first key of a test, or of a configuration. */
const YAML_START = /^(?:-\s+(?:vars|description|assert)\s*:|(?:description|prompts|providers|tests|defaultTest)\s*:)/;

function yamlTests(source: string | Uint8Array): FlatTests | null {
  const whole = typeof source === 'string' ? source : (decodeText(source).text ?? '');
  const text = withoutMarks(whole).replaceAll('\r\n', '\n');
  if (!YAML_START.test(firstLine(text))) return null;
  const read = readYaml(text);
  if (!read.ok) return refused(read.message, read.line);
  return Array.isArray(read.value) ? flat(readPromptfooTests(read.value), null) : configured(read.value as Fields);
}

/** The first line that is neither blank, nor a comment, nor the head of a document. */
function firstLine(text: string): string {
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    const line = text.slice(from, end < 0 ? text.length : end);
    if (!/^\s*(#|$)|^---/.test(line)) return line;
    from += line.length + 1;
  }
  return '';
}

function configured({ tests, defaultTest }: Fields): FlatTests {
  if (!Array.isArray(tests))
    return refused('The configuration holds no list of tests: tests in other files are not read.');
  return flat(readPromptfooTests(tests, defaultTest), null);
}

function refused(message: string, line = 1): FlatTests {
  return { table: { ...emptyTable(null, 'json'), errors: [{ line, column: null, message }] }, checks: [] };
}

function recordOf({ columns }: SourceTable, row: SourceTable['rows'][number] | undefined): Fields {
  return Object.fromEntries(columns.map((name, column) => [name, row?.values[column]]));
}

/** A row of a CSV file: what begins with two underscores is about the test, the rest are its variables. */
function testOfRow(row: Fields): Fields {
  const entries = Object.entries(row);
  return {
    vars: Object.fromEntries(entries.filter(([name]) => !name.startsWith('__'))),
    assert: entries.flatMap(([name, value]) => (EXPECTED.test(name) ? assertionOf(String(value ?? '')) : [])),
    description: row['__description'],
    options: { disableVarExpansion: true },
  };
}

/** As promptfoo writes them in a cell: `contains: text`, `grade: rubric`; without a type, the answer itself. */
function assertionOf(cell: string): readonly Fields[] {
  if (cell.trim() === '') return [];
  const [, type, value = ''] =
    /^(equals|contains|icontains|regex|starts-with|is-json|grade|llm-rubric|javascript|python|similar|fn|eval)(?:\([^)]*\))?\s*(?::\s*([\s\S]*))?$/.exec(
      cell,
    ) ?? [];
  if (type === undefined) return [{ type: 'equals', value: cell }];
  return [{ type: type === 'grade' ? 'llm-rubric' : type, value }];
}

function flat(tests: PromptfooTests, table: SourceTable | null): FlatTests {
  const { cases, places, checks, notes, fullFrom } = tests;
  const full = { column: null, message: `The tests come to more than ${MAX_CASES} cases.` };
  const errors = fullFrom === null ? tests.errors : [...tests.errors, { line: fullFrom, ...full }];
  const lineOf = (place: number) => table?.rows[place]?.line ?? place + 1;
  const names = new Set<string>();
  for (const { input } of cases)
    if ('variables' in input) for (const name of Object.keys(input.variables)) names.add(name);
  const columns = [...names];
  const rows = cases.map(({ input, expected, name, note }, index) => {
    const own: Fields = 'variables' in input ? input.variables : {};
    const values = [...columns.map((column) => own[column]), expected, name, note];
    return { line: lineOf(places[index] ?? 0), values };
  });
  return {
    table: {
      ...(table ?? emptyTable(null, 'json')),
      columns: [...columns, 'expected', 'name', 'note'],
      named: true,
      rows,
      errors: [...(table?.errors ?? []), ...errors.map((error) => ({ ...error, line: lineOf(error.line - 1) }))],
      notes: [...(table?.notes ?? []), ...notes],
    },
    checks,
  };
}
