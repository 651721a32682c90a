import { isRecord, type Json } from '../json.ts';
import type { ChatBody } from '../provider.ts';

/*
 * A chat request as the Responses API takes it. Shapes are those of the types in the openai package (6.x). What this API has no field
 * for, as `stop` and `seed`, is sent under its own name, so that the service says that it does not take it.
 */

/** Fields of a chat request that have another name or place here. */
const MOVED: readonly string[] = [
  'messages',
  'max_completion_tokens',
  'max_tokens',
  'reasoning_effort',
  'verbosity',
  'response_format',
  'tools',
  'tool_choice',
  'logprobs',
  'stream_options',
];

/**
 * Nothing is kept at the service (`store: false`). `summary`: whether thinking is asked for in summaries, which organizations that are
 * not verified may not.
 */
export function responsesBody(chat: ChatBody, { summary }: { readonly summary: boolean }): ChatBody {
  const { model, messages, tools, tool_choice: choice, reasoning_effort: effort, logprobs } = chat as Json;
  const limit = chat['max_completion_tokens'] ?? chat['max_tokens'];
  const reasoning = { ...(effort === undefined ? {} : { effort }), ...(summary ? { summary: 'auto' } : {}) };
  const text = textOptions(chat);
  const others = Object.entries(chat).filter(([name]) => !MOVED.includes(name) && name !== 'model');
  return {
    model,
    input: responsesInput(Array.isArray(messages) ? messages : []),
    ...Object.fromEntries(others),
    ...(limit === undefined ? {} : { max_output_tokens: limit }),
    ...(Object.keys(reasoning).length === 0 ? {} : { reasoning }),
    ...(Object.keys(text).length === 0 ? {} : { text }),
    ...(Array.isArray(tools) ? { tools: tools.map(toolOf) } : {}),
    ...(choice === undefined ? {} : { tool_choice: choiceOf(choice) }),
    ...(logprobs === true ? { include: ['message.output_text.logprobs'] } : {}),
    store: false,
  };
}

/** Whether a request is in the form of the Responses API. */
export function isResponsesBody(body: ChatBody): boolean {
  return 'input' in body && !('messages' in body);
}

/** The messages of a chat request as items: a call and its result are items of their own. */
export function responsesInput(messages: readonly unknown[]): readonly Json[] {
  return messages.filter(isRecord).flatMap(itemsOf);
}

function itemsOf(message: Json): readonly Json[] {
  const { role, content, tool_calls: calls, tool_call_id: id } = message;
  if (role === 'tool') return [{ type: 'function_call_output', call_id: id, output: content }];
  const said = content === null || content === undefined ? [] : [{ role, content: contentOf(content) }];
  return [...said, ...(Array.isArray(calls) ? calls.filter(isRecord).map(callOf) : [])];
}

function contentOf(content: unknown): unknown {
  if (!Array.isArray(content)) return content;
  return content.filter(isRecord).map((part) => {
    const { image_url: image } = part;
    if (part['type'] !== 'image_url') return { type: 'input_text', text: part['text'] };
    return { type: 'input_image', image_url: isRecord(image) ? image['url'] : image, detail: 'auto' };
  });
}

function callOf({ id, function: called }: Json): Json {
  return { type: 'function_call', call_id: id, ...(isRecord(called) ? called : {}) };
}

/** A function is held to its schema here unless that is declined, and in a chat request unless it is asked for. */
function toolOf(tool: unknown): unknown {
  if (!isRecord(tool) || !isRecord(tool['function'])) return tool;
  const { function: definition, ...more } = tool;
  return { strict: false, ...more, ...definition };
}

function choiceOf(choice: unknown): unknown {
  const named = isRecord(choice) ? choice['function'] : null;
  return isRecord(named) ? { type: 'function', name: named['name'] } : choice;
}

function textOptions({ verbosity, response_format: format }: ChatBody): Json {
  const schema = isRecord(format) ? format['json_schema'] : null;
  return {
    ...(verbosity === undefined ? {} : { verbosity }),
    ...(isRecord(format)
      ? { format: isRecord(schema) ? { type: format['type'], ...schema } : { type: format['type'] } }
      : {}),
  };
}
