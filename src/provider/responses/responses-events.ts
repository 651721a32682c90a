import { isRecord, type Json } from '../json.ts';

/*
 * What the Responses API answers, put as the chunks and the whole answer of a chat request, so that both are read in one way. Events
 * and items as in the types of the openai package (6.x); those that say nothing of the answer become empty chunks.
 */

/** An event, or a whole response, as a chat chunk or completion; anything else as it is. */
export function asChatAnswer(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const { type, object } = value;
  if (object === 'response') return wholeAnswer(value);
  return typeof type === 'string' && type.startsWith('response.') ? chunkOf(type, value) : value;
}

function chunkOf(type: string, event: Json): Json {
  const { delta, item, response, output_index: index } = event;
  switch (type) {
    case 'response.output_text.delta':
      return { choices: [{ index: 0, delta: { content: delta }, ...logprobsOf(event['logprobs']) }] };
    case 'response.refusal.delta':
      return piece({ refusal: delta });
    case 'response.reasoning_summary_text.delta':
    case 'response.reasoning_text.delta':
      return piece({ reasoning_content: delta });
    case 'response.reasoning_summary_part.added':
      // Each part is a paragraph.
      return event['summary_index'] === 0 ? {} : piece({ reasoning_content: '\n\n' });
    case 'response.output_item.added':
      return isRecord(item) && item['type'] === 'function_call' ? piece({ tool_calls: [callOf(item, index)] }) : {};
    case 'response.function_call_arguments.delta':
      return piece({ tool_calls: [{ index, function: { arguments: delta } }] });
    case 'response.failed':
      return isRecord(response)
        ? { ...headOf(response), error: response['error'] ?? { message: 'The response failed.' } }
        : {};
    case 'response.completed':
    case 'response.incomplete':
      return isRecord(response) ? { ...headOf(response), ...endOf(response, { delta: {} }) } : {};
    default:
      return isRecord(response) ? headOf(response) : {};
  }
}

function piece(delta: Json): Json {
  return { choices: [{ index: 0, delta }] };
}

function wholeAnswer(response: Json): Json {
  if (response['status'] === 'failed') return { ...headOf(response), error: response['error'] };
  const items = outputOf(response);
  const texts = items.flatMap((item) => partsOf(item['content']));
  const thoughts = items.filter(({ type }) => type === 'reasoning').flatMap((item) => partsOf(item['summary']));
  const calls = items.filter(({ type }) => type === 'function_call').map((item, index) => callOf(item, index));
  const message = {
    content: textsOf(texts, 'text'),
    refusal: textsOf(texts, 'refusal'),
    reasoning_content: thoughts.map(({ text }) => text).join('\n\n'),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
  return { ...headOf(response), ...endOf(response, { message }) };
}

function textsOf(parts: readonly Json[], name: 'text' | 'refusal'): string {
  return parts.flatMap((part) => (typeof part[name] === 'string' ? [part[name]] : [])).join('');
}

/** What tells of the answer as a whole. */
function headOf({ id, object, created_at: created, model, service_tier }: Json): Json {
  return { id, object, created, model, service_tier };
}

/** How it ended, with the usage. */
function endOf(response: Json, part: Json): Json {
  const { usage } = response;
  return {
    ...(isRecord(usage) ? { usage } : {}),
    choices: [{ index: 0, ...part, finish_reason: finishOf(response) }],
  };
}

/** In the words of the chat API. */
function finishOf(response: Json): string {
  const { incomplete_details: details, status } = response;
  const reason = isRecord(details) ? details['reason'] : null;
  if (status === 'incomplete') return reason === 'max_output_tokens' ? 'length' : String(reason ?? 'incomplete');
  return outputOf(response).some(({ type }) => type === 'function_call') ? 'tool_calls' : 'stop';
}

function callOf({ call_id: id, name, arguments: given }: Json, index: unknown): Json {
  return { index, id, function: { name, arguments: typeof given === 'string' ? given : '' } };
}

function outputOf({ output }: Json): readonly Json[] {
  return Array.isArray(output) ? output.filter(isRecord) : [];
}

function partsOf(parts: unknown): readonly Json[] {
  return Array.isArray(parts) ? parts.filter(isRecord) : [];
}

function logprobsOf(logprobs: unknown): Json {
  return Array.isArray(logprobs) && logprobs.length > 0 ? { logprobs: { content: logprobs } } : {};
}
