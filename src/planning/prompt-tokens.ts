import type { PreviewTokens } from '../domain/preview.ts';
import { inlinedExample, type Prompt, promptMessages } from '../domain/prompt.ts';
import type { ChosenModel } from '../models/model-catalog.ts';
import type { InputCount, InputCounter } from './input-counter.ts';

/** What a message's role and marks count besides its text; the built-in model has two. */
const MESSAGE_MARKS = 4;
/** Tokens of a prompt: of the whole as it is sent, of each message as typed, and of what each example row adds. */
export async function countPrompt(counter: InputCounter, prompt: Prompt, model: ChosenModel): Promise<PreviewTokens> {
  const whole = await counter.count(model, promptMessages(prompt));
  const bare = await counter.count(model, promptMessages({ ...prompt, examples: [] }));
  const rows = await counter.count(model, promptMessages(rowsAlone(prompt)));
  return {
    system: prompt.system === null ? null : (bare.perMessage[0] ?? null),
    messages: bare.perMessage.slice(bare.perMessage.length - prompt.messages.length),
    input: whole.inputTokens,
    leastInput: whole.inputTokens,
    examples: rowTokens(prompt, rows),
    method: whole.method,
  };
}

/** Every row as it would be sent, also those switched off, and nothing else. */
function rowsAlone(prompt: Prompt): Prompt {
  const examples = prompt.examples.map((row) => ({ ...row, enabled: true }));
  const rows: Prompt = { ...prompt, system: null, examples, messages: [] };
  if (prompt.encoding === 'turns') return rows;
  return {
    ...rows,
    encoding: 'turns',
    examples: [],
    // Values are in place already; here they are only counted, braces or not.
    messages: examples.map((row) => ({ role: 'user', content: inlinedExample(prompt, row) })),
    variables: {},
  };
}

/** As turns a row is two messages with their marks; inlined, its text alone, so that this is close but not exact. */
function rowTokens(prompt: Prompt, { perMessage }: InputCount): readonly number[] {
  if (prompt.encoding === 'inline') return perMessage.map((tokens) => Math.max(0, tokens - MESSAGE_MARKS));
  return prompt.examples.map((_, row) => (perMessage[2 * row] ?? 0) + (perMessage[2 * row + 1] ?? 0));
}
