import { isFields, isTooDeep, MAX_DEPTH, parsedJson } from '../../domain/json.ts';
import { doubledKey } from '../../platform/input/json-keys.ts';
import { MAX_YAML, readYaml } from '../../platform/input/read-yaml.ts';
import { plainName } from './column-names.ts';
import { withoutMarks } from './decode.ts';
import { withExactNumbers } from './exact-json.ts';
import { cellText, emptyTable, MAX_CELL, type RowError, type SourceTable } from './source-table.ts';

interface Item {
  readonly line: number;
  readonly value: unknown;
}

const TOO_DEEP = `This is nested more than ${MAX_DEPTH} levels deep.`;

interface Items {
  readonly items: readonly Item[];
  readonly errors: readonly RowError[];
  readonly notes?: readonly string[];
}

type IsName = (name: string) => boolean;

/** The rows of JSON lines, of one JSON list of objects, or of an object that wraps one: a column for each key that any of them has. */
export function readJsonRows(text: string, format: 'json' | 'jsonl', isName: IsName): SourceTable {
  return tableOf(unwrapped(format === 'json' ? listItems(text) : lineItems(text), isName), format);
}

/** The rows of a YAML list whose first key is a known name, or of one that is wrapped; `null` for other texts. */
export function readYamlRows(text: string, isName: IsName): SourceTable | null {
  const [, first, wrapper] = YAML_START.exec(text.slice(0, PROBED_CHARACTERS).replace(YAML_HEAD, '')) ?? [];
  if (!(first === undefined ? WRAPPERS.has(wrapper ?? '') : isName(first)) || text.length > MAX_YAML) return null;
  const read = readYaml(text);
  if (!read.ok)
    return { ...emptyTable(null, 'json'), errors: [{ line: read.line, column: null, message: read.message }] };
  return tableOf(unwrapped({ items: itemsOf(read.value), errors: [] }, isName), 'json');
}

/** Blank lines, comments, directives and the head of a document. */
const YAML_HEAD = /^(?:[ \t]*(?:[#%][^\r\n]*|---(?:[ \t][^\r\n]*)?)?(?:\r\n|\n|\r))*/;
/** The first key of the first item of a list, which may have an anchor or a tag; or the key under which the list stands. */
const YAML_START =
  /^\s*(?:-\s+(?:[&!][^\s,]{0,60}\s+)?(?:\{[ \t]*)?["']?([\p{L}_][^\r\n:"']{0,60})["']?:(?=\s)|([a-z_]+):[ \t]*(?:[&!][^\s,]{0,60}[ \t]*)?(?:\r\n|\n|\r)[ \t]*-\s)/u;
const PROBED_CHARACTERS = 4_000;

/** The names under which programs keep a list of rows. */
const WRAPPERS = new Set([
  'data',
  'rows',
  'examples',
  'items',
  'records',
  'cases',
  'samples',
  'instances',
  'train',
  'dataset',
  'datasets',
  'few_shot',
]);
/** What is said of a whole set as of a row. */
const OF_A_SET = new Set(['name', 'description', 'id', 'note', 'notes', 'comment', 'version', 'title']);

/** One object that holds a list of objects, and nothing that is a part of a row, stands for its list. */
function unwrapped(read: Items, isName: IsName): Items {
  const [only, second] = read.items;
  if (only === undefined || second !== undefined || !isFields(only.value)) return read;
  const entries = Object.entries(only.value);
  const [name, list] = entries.find(([key, value]) => WRAPPERS.has(plainName(key)) && isRows(value)) ?? [];
  const others = entries.map(([key]) => key).filter((key) => key !== name);
  if (!Array.isArray(list) || others.some((key) => isName(key) && !OF_A_SET.has(plainName(key)))) return read;
  const left = others.length === 0 ? '' : ` Left out beside it: ${others.join(', ')}.`;
  return {
    items: itemsOf(list),
    errors: read.errors,
    notes: [`Read from the list “${name}”.${left}`],
  };
}

function isRows(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isFields);
}

function tableOf(read: Items, format: 'json' | 'jsonl'): SourceTable {
  const errors: RowError[] = [...read.errors];
  const objects: { line: number; value: Readonly<Record<string, unknown>> }[] = [];
  for (const { line, value } of read.items) {
    if (!isFields(value)) errors.push({ line, column: null, message: 'This is not a JSON object.' });
    else {
      const long = Object.entries(value).find(([, cell]) => (cellText(cell)?.length ?? 0) > MAX_CELL);
      if (long === undefined) objects.push({ line, value });
      else errors.push({ line, column: long[0], message: `The text is longer than ${MAX_CELL} characters.` });
    }
  }
  const columns = [...new Set(objects.flatMap(({ value }) => Object.keys(value)))];
  return {
    ...emptyTable(null, format),
    columns,
    named: true,
    rows: objects.map(({ line, value }) => ({
      line,
      values: columns.map((name) => (Object.hasOwn(value, name) ? value[name] : undefined)),
    })),
    errors: errors.toSorted((a, b) => a.line - b.line),
    notes: read.notes ?? [],
  };
}

function lineItems(text: string): Items {
  const items: Item[] = [];
  const errors: RowError[] = [];
  text.split(/\r\n|\n|\r/).forEach((read, index) => {
    const json = withoutMarks(read);
    if (json.trim() === '') return;
    const line = index + 1;
    const found = jsonValue(json);
    if (found.ok) items.push({ line, value: found.value });
    else errors.push({ line, column: null, message: found.message ?? 'This is not a JSON object.' });
  });
  return { items, errors };
}

function listItems(text: string): Items {
  const found = jsonValue(text);
  if (found.ok) return { items: itemsOf(found.value), errors: [] };
  return { items: [], errors: [{ line: 1, column: null, message: found.message ?? 'This is not valid JSON.' }] };
}

/** What a JSON text holds; `message` says why it is not read, and is `null` where it is no JSON. */
function jsonValue(
  text: string,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string | null } {
  if (isTooDeep(text)) return { ok: false, message: TOO_DEEP };
  const value = parsedJson(withExactNumbers(text));
  if (value === undefined) return { ok: false, message: null };
  const doubled = doubledKey(text, value);
  return doubled === null ? { ok: true, value } : { ok: false, message: `The key “${doubled}” is given twice.` };
}

/** The items of a list, by their places; anything else is one item. */
function itemsOf(value: unknown): readonly Item[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item, index) => ({ line: index + 1, value: item }));
}
