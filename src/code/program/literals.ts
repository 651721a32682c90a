import { isObject, type JsonValue } from '../json-value.ts';

/** How a language writes values. */
export interface LiteralStyle {
  readonly constants: { readonly true: string; readonly false: string; readonly null: string };
  /** One line of text, quoted. */
  readonly text: (text: string) => string;
  /** Several lines, with the line ends as they are. */
  readonly lines: (text: string) => string;
  readonly key: (name: string) => string;
}

const INDENT = '    ';

/** A JSON value as source text, broken over lines where it is an object or a list with something in it. */
export function literal(value: JsonValue, style: LiteralStyle, depth = 0): string {
  if (typeof value === 'string') return value.includes('\n') ? style.lines(value) : style.text(value);
  if (typeof value === 'number') return JSON.stringify(value);
  if (value === null) return style.constants.null;
  if (typeof value === 'boolean') return style.constants[value ? 'true' : 'false'];
  const inner = INDENT.repeat(depth + 1);
  const wrapped = (open: string, items: readonly string[], close: string) =>
    items.length === 0
      ? `${open}${close}`
      : `${open}\n${items.map((item) => `${inner}${item},\n`).join('')}${INDENT.repeat(depth)}${close}`;
  if (!isObject(value))
    return wrapped(
      '[',
      value.map((item) => literal(item, style, depth + 1)),
      ']',
    );
  const entries = Object.entries(value).map(([name, item]) => `${style.key(name)}: ${literal(item, style, depth + 1)}`);
  return wrapped('{', entries, '}');
}
