import type { Encoding } from './tokens-protocol.ts';

/** A function that a request offers to the model, as the chat completions API takes it. */
export interface FunctionTool {
  readonly function: {
    readonly name: string;
    readonly description: string;
    readonly parameters: { readonly properties: Readonly<Record<string, ToolProperty>> };
  };
}

interface ToolProperty {
  readonly type: string;
  readonly description: string;
  readonly enum?: readonly string[];
}

/** What the API adds around each function, which depends on the encoding; the rest is the same for both. */
const PER_FUNCTION: Readonly<Record<Encoding, number>> = { o200k_base: 7, cl100k_base: 10 };
const PER_PROPERTIES = 3;
const PER_PROPERTY = 3;
const PER_ENUM = -3;
const PER_ENUM_ITEM = 3;
const AFTER_FUNCTION = 12;

/**
 * Input tokens that tool definitions add to those of the messages, by the rule found by experiment in the OpenAI cookbook
 * ("How to count tokens with tiktoken", section 7). `tokensIn` counts one text in that encoding.
 */
export function toolTokens(
  tools: readonly FunctionTool[],
  encoding: Encoding,
  tokensIn: (text: string) => number,
): number {
  return tools
    .map(({ function: { name, description, parameters } }) => {
      const properties = Object.entries(parameters.properties);
      const listed = properties.reduce((sum, [key, value]) => sum + propertyTokens(key, value, tokensIn), 0);
      const head = tokensIn(`${name}:${withoutStop(description)}`);
      return PER_FUNCTION[encoding] + head + (properties.length > 0 ? PER_PROPERTIES : 0) + listed + AFTER_FUNCTION;
    })
    .reduce((sum, tokens) => sum + tokens, 0);
}

function propertyTokens(key: string, property: ToolProperty, tokensIn: (text: string) => number): number {
  const line = tokensIn(`${key}:${property.type}:${withoutStop(property.description)}`);
  const choices = property.enum ?? null;
  if (choices === null) return PER_PROPERTY + line;
  return choices.reduce((sum, choice) => sum + PER_ENUM_ITEM + tokensIn(choice), PER_PROPERTY + PER_ENUM + line);
}

function withoutStop(description: string): string {
  return description.endsWith('.') ? description.slice(0, -1) : description;
}
