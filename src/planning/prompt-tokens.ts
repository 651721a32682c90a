import { inlinedExample, isWritten, type Prompt, promptMessages } from '../domain/prompt/prompt.ts';
import type { PreviewTokens } from '../domain/run/preview.ts';
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
  const alone: Prompt = { ...prompt, system: null, examples: [], encoding: 'turns' };
  const rows = prompt.examples.map((row) => ({ ...row, enabled: true }));
  if (prompt.encoding === 'turns') {
    const turns = rows.flatMap(({ input, output }): Prompt['messages'] => [
      { role: 'user', content: input },
      { role: 'assistant', content: output },
    ]);
    return { ...alone, messages: turns };
  }
  const inlined = rows.map((row) => ({ role: 'user' as const, content: inlinedExample(prompt, row) }));
  // Values are in place already; here they are only counted, braces or not.
  return { ...alone, messages: inlined, variables: {} };
}

/**
 * As turns a row is two messages with their marks; inlined, its text alone, so that this is close but not exact. A row
 * without any text is not sent.
 */
function rowTokens({ encoding, examples }: Prompt, { perMessage }: InputCount): readonly number[] {
  return examples.map((row, index) => {
    if (!isWritten(row)) return 0;
    if (encoding === 'inline') return Math.max(0, (perMessage[index] ?? 0) - MESSAGE_MARKS);
    return (perMessage[2 * index] ?? 0) + (perMessage[2 * index + 1] ?? 0);
  });
}
