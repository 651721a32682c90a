import { type FunctionTool as AnyTool, parametersOf } from '../../domain/prompt/tool.ts';
import { isRecord } from '../json.ts';
import type { Encoding } from './tokens-protocol.ts';

/** A function whose arguments are plain values, which is what the rule was found for. */
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

/** What a function or a schema adds that the rule does not know: as JSON it takes more tokens than in the form that models are shown. */
const AROUND_JSON = 16;

interface Definitions {
  readonly tools: readonly AnyTool[];
  readonly schema: Readonly<Record<string, unknown>> | null;
}

/** Tokens of functions and of a schema of answers; a function that the rule does not cover, and a schema, count as their JSON. */
export function definitionTokens(
  { tools, schema }: Definitions,
  encoding: Encoding | null,
  tokensIn: (text: string) => number,
): number {
  const ruled = tools.flatMap((tool) => plainTool(tool) ?? []);
  const others = tools.filter((tool) => plainTool(tool) === null).map((tool) => JSON.stringify(tool.function));
  const asJson = [...others, ...(schema === null ? [] : [JSON.stringify(schema)])];
  return (
    toolTokens(ruled, encoding ?? 'o200k_base', tokensIn) +
    asJson.reduce((sum, text) => sum + AROUND_JSON + tokensIn(text), 0)
  );
}

/** The texts whose tokens `definitionTokens` asks for. */
export function definitionTexts(tools: readonly AnyTool[]): readonly string[] {
  const texts = new Set<string>();
  definitionTokens({ tools, schema: null }, null, (text) => {
    texts.add(text);
    return 0;
  });
  return [...texts];
}

/** `null` where an argument is no plain value. */
function plainTool(tool: AnyTool): FunctionTool | null {
  const { name, description = '' } = tool.function as { readonly name: string; readonly description?: string };
  const parameters = parametersOf(tool);
  const properties = parameters?.['properties'] ?? {};
  if (!isRecord(properties)) return null;
  const entries = Object.entries(properties).map(([key, value]) => [key, plainProperty(value)] as const);
  const plain = entries.flatMap(([key, value]) => (value === null ? [] : [[key, value] as const]));
  if (plain.length < entries.length) return null;
  return { function: { name, description, parameters: { properties: Object.fromEntries(plain) } } };
}

function plainProperty(value: unknown): ToolProperty | null {
  if (!isRecord(value)) return null;
  const { type, description = '', enum: choices, ...more } = value as Readonly<Record<string, unknown>>;
  if (typeof type !== 'string' || typeof description !== 'string' || Object.keys(more).length > 0) return null;
  if (choices === undefined) return { type, description };
  const isPlain = Array.isArray(choices) && choices.every((choice) => typeof choice === 'string');
  return isPlain ? { type, description, enum: choices } : null;
}
