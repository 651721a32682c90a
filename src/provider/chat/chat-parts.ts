import { isRecord, type Json } from '../json.ts';
import type { ChatSink } from '../provider.ts';

/** Hears the parts of an answer as they are read. */
export type Told = Pick<ChatSink, 'text' | 'reasoning'>;

/** The choice of a text completion holds its text itself. */
export function completionPart(choice: Json): Json | null {
  return typeof choice['text'] === 'string' ? { content: choice['text'] } : null;
}

/** Tells the text and the thinking that a message holds, or a piece of one. */
export function tell(part: Json, sink: Told): void {
  const reasoning = thoughtIn(part);
  if (reasoning !== '') sink.reasoning(reasoning);
  const { content, refusal } = part as { content?: unknown; refusal?: unknown };
  // A server that reads its model's tokens as JSON sends some as numbers.
  if (typeof content === 'string' || typeof content === 'number' || typeof content === 'boolean') {
    if (content !== '') sink.text(String(content));
  } else if (Array.isArray(content) || isRecord(content)) {
    tellParts([content].flat(), sink);
  }
  if (typeof refusal === 'string' && refusal !== '') sink.text(refusal);
}

/** Some endpoints send content as a list of parts. */
function tellParts(parts: readonly unknown[], sink: Told): void {
  for (const part of parts) {
    const { type = null, text = part } = isRecord(part) ? part : {};
    if (isRecord(part) && typeof type === 'string' && /thinking|reasoning|thought/.test(type)) {
      const thought = textsIn(part);
      if (thought !== '') sink.reasoning(thought);
    } else if (typeof text === 'string' && text !== '') {
      sink.text(text);
    }
  }
}

/** Names of the thinking that comes beside the content; OpenRouter sends the same thought under several. */
const THOUGHTS = [
  'reasoning_content',
  'reasoning',
  'reasoning_text',
  'thinking',
  'thinking_content',
  'reasoning_details',
  'thinking_blocks',
];

function thoughtIn(part: Json): string {
  return THOUGHTS.map((name) => textsIn(part[name])).find((thought) => thought !== '') ?? '';
}

/** How deep the texts of a thought lie at most, as in `[{summary: [{text}]}]`. */
const MAX_NESTED = 3;
const TEXT_NAMES = ['text', 'thinking', 'reasoning', 'summary', 'content'];

/** The texts of a part, or of a list of parts one after the other; a text as it is. */
function textsIn(value: unknown, depth = 0): string {
  if (typeof value === 'string') return value;
  if (depth > MAX_NESTED) return '';
  if (Array.isArray(value)) return value.map((part) => textsIn(part, depth + 1)).join('');
  if (!isRecord(value)) return '';
  return TEXT_NAMES.map((name) => textsIn(value[name], depth + 1)).find((text) => text !== '') ?? '';
}
