import { nunjucksLiteral } from '../../cases/nunjucks.ts';
import type { Check, Extract } from '../../domain/cases/check.ts';

/** An assertion of promptfoo. `config.tempera` holds the check it stands for, so that it can be read again without running it. */
export interface WrittenAssertion {
  readonly type: string;
  readonly value?: unknown;
  readonly transform?: string;
  readonly config: { readonly tempera: Check };
}

const EXPECTED = 'context.test.metadata.tempera.expected';
/** As answers are compared here: without regard to case, white space and trailing punctuation. */
const NORM = `(text) => String(text).normalize('NFKC').toLowerCase().replace(/[\\s.!?,;:]+$/u, '').trim().replace(/\\s+/gu, ' ')`;

/** The assertion that judges in promptfoo as the check does here, or as nearly as promptfoo can. */
export function writeCheck(check: Check): WrittenAssertion {
  const { type, value } = comparison(check);
  const transform = transformOf(check.extract);
  return {
    type,
    ...(value === undefined ? {} : { value: typeof value === 'string' ? nunjucksLiteral(value) : value }),
    ...(transform === null ? {} : { transform }),
    config: { tempera: check },
  };
}

function comparison(check: Check): { readonly type: string; readonly value?: unknown } {
  switch (check.type) {
    case 'exact':
      return script(`[output, ${EXPECTED}].map(${sameness(check.raw)}).every((text, _, all) => text === all[0])`);
    case 'label':
      return script(
        `[output, ${EXPECTED}].map(${sameness(check.raw)}).every((text, _, all) => text === all[0] && ` +
          `${JSON.stringify(check.labels)}.map(${sameness(check.raw)}).includes(text))`,
      );
    case 'numeric':
      return script(
        `Math.abs(Number(output) - Number(${EXPECTED})) <= ${check.atol} + ${check.rtol} * Math.abs(Number(${EXPECTED}))`,
      );
    case 'json_schema':
      return { type: 'is-json', ...(check.schema === true ? {} : { value: schemaOf(check.schema) }) };
    case 'contains':
      return check.text === null ? script(`output.includes(${EXPECTED})`) : { type: 'contains', value: check.text };
    case 'regex':
      return { type: 'regex', value: check.pattern };
    case 'length':
      return script(`context.providerResponse.tokenUsage.completion <= ${check.max_tokens}`);
    case 'judge':
      return { type: 'llm-rubric', value: check.rubric };
  }
}

function script(value: string): { readonly type: string; readonly value: string } {
  return { type: 'javascript', value };
}

function sameness(isRaw: boolean): string {
  return isRaw ? 'String' : NORM;
}

/** Nothing fits the schema `false`; promptfoo wants an object. */
function schemaOf(schema: boolean | Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return typeof schema === 'boolean' ? { not: {} } : schema;
}

/** How promptfoo takes the part that is checked out of an answer; `null`: all of it. */
function transformOf(extract: Extract): string | null {
  const lines = 'output.split(/\\r?\\n/).map((line) => line.trim()).filter((line) => line !== "")';
  switch (extract) {
    case 'whole':
      return null;
    case 'first_line':
      return `${lines}[0] ?? ""`;
    case 'last_line':
      return `${lines}.at(-1) ?? ""`;
    case 'after_think':
      return 'output.includes("</think>") ? output.split("</think>").at(-1).trim() : output';
    default:
      if ('regex' in extract) return `new RegExp(${JSON.stringify(extract.regex)}).exec(output)?.[1] ?? ""`;
      return `((value) => typeof value === "string" ? value : JSON.stringify(value))(${JSON.stringify(
        extract.json_field.split('.'),
      )}.reduce((value, name) => value?.[name], JSON.parse(output))) ?? ""`;
  }
}
