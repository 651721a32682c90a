import { type Message, sentMessage } from './message.ts';
import { EMPTY_PROMPT, type Prompt } from './prompt.ts';

/** A prompt with all its parts, as a run's body takes it. */
export function promptJson({ system, examples, messages, encoding, template, variables, templates }: Prompt) {
  return {
    system,
    examples: examples.map(({ input, output, enabled, tags }) => ({ input, output, enabled, tags })),
    messages: messages.map(messageJson),
    encoding,
    template,
    ...(variables === undefined ? {} : { variables }),
    ...(templates === false ? { templates } : {}),
  };
}

/** A prompt that a message list can hold is given as one; any other with its parts. Variables stand unfilled, beside it. */
export function askedPromptJson(prompt: Prompt) {
  const { system, messages, variables = {}, templates, ...parts } = prompt;
  const asVariables = {
    ...(Object.keys(variables).length === 0 ? {} : { variables }),
    ...(templates === false ? { templates } : {}),
  };
  if (parts.examples.length > 0 || parts.encoding !== EMPTY_PROMPT.encoding || parts.template !== null) {
    const examples = parts.examples.map(({ input, output, enabled, tags }) => ({ input, output, enabled, tags }));
    const { encoding, template } = parts;
    return { prompt: { system, examples, messages: messages.map(messageJson), encoding, template }, ...asVariables };
  }
  return {
    messages: [
      ...(system === null ? [] : [{ role: 'system' as const, content: system }]),
      ...messages.map(messageJson),
    ],
    ...asVariables,
  };
}

/** A message as a body takes it; its images stand by their names. */
function messageJson(message: Message) {
  return message.images === undefined ? message : sentMessage(message);
}
