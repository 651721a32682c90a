import { DEFAULT_TEMPLATE, enabledExamples, type Prompt, variablesOf } from './prompt.ts';
import { escapeText, MAX_INSERTED, TextTooLong, variableCounts, variableValues } from './template.ts';

/** The most variables that one prompt may use. */
export const MAX_VARIABLES = 200;

/** What keeps the variables of a prompt from being filled in, at the path where it is said; `null` when nothing does. */
export function variableProblem(prompt: Prompt): string | null {
  const used = variablesOf(prompt).length;
  if (used > MAX_VARIABLES) return `The prompt uses ${used} variables; at most ${MAX_VARIABLES} are possible.`;
  return insertedLength(prompt) > MAX_INSERTED ? new TextTooLong().message : null;
}

/** How many characters the values of variables, and the rows of inlined examples, put into the texts that are sent. */
function insertedLength(prompt: Prompt): number {
  if (prompt.templates === false && prompt.encoding === 'turns') return 0;
  const values = prompt.templates === false ? new Map<string, string>() : variableValues(prompt.variables ?? {});
  const inserted = (text: string, of: (name: string) => number = (name) => values.get(name)?.length ?? 0) =>
    [...variableCounts(text)].reduce((sum, [name, count]) => sum + count * of(name), 0);
  const shots = enabledExamples(prompt);
  const rows = shots.map((row) => {
    const [input, output] = [row.input.length + inserted(row.input), row.output.length + inserted(row.output)];
    if (prompt.encoding === 'turns') return input + output;
    const lengths = new Map([...values].map(([name, value]) => [name, value.length]));
    lengths.set('input', input).set('output', output);
    return inserted(prompt.template ?? DEFAULT_TEMPLATE, (name) => lengths.get(name) ?? 0);
  });
  const texts = [prompt.system ?? '', ...prompt.messages.map(({ content }) => content)];
  return [...rows, ...texts.map((text) => inserted(text))].reduce((sum, length) => sum + length, 0);
}

/** The prompt with its braces read as variables, or sent as they are. */
export function withTemplates(prompt: Prompt, on: boolean): Prompt {
  const { templates: _, ...rest } = prompt;
  return on ? rest : { ...rest, templates: false };
}

/** The prompt with the braces of these variables escaped, wherever its texts hold them: they are sent as they stand. */
export function withoutVariables(prompt: Prompt, names: ReadonlySet<string>): Prompt {
  const escaped = (text: string) => escapeText(text, names);
  return {
    ...prompt,
    system: prompt.system === null ? null : escaped(prompt.system),
    examples: prompt.examples.map((row) => {
      const [input, output] = [escaped(row.input), escaped(row.output)];
      return input === row.input && output === row.output ? row : { ...row, input, output };
    }),
    messages: prompt.messages.map((message) => {
      const content = escaped(message.content);
      return content === message.content ? message : { ...message, content };
    }),
  };
}
