import { isObject, type JsonObject, type JsonValue } from '../json-value.ts';
import { lineAt, type PastedRequest, unreadable } from './pasted-request.ts';

/** How people and programs name the sides of a conversation at the beginning of a line. */
const SPEAKERS: Readonly<Record<string, 'system' | 'user' | 'assistant'>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  human: 'user',
  you: 'user',
  question: 'user',
  q: 'user',
  assistant: 'assistant',
  ai: 'assistant',
  bot: 'assistant',
  model: 'assistant',
  chatgpt: 'assistant',
  gpt: 'assistant',
  claude: 'assistant',
  gemini: 'assistant',
  answer: 'assistant',
  a: 'assistant',
};
const TURN = /^[ \t]*(?:#+[ \t]*|\*\*)?([A-Za-z]+)(?:\*\*)?[ \t]*:(?:\*\*)?[ \t]?/;

/** A conversation as text (`User: …`, `Assistant: …`), as a JSON list of messages, or as JSON lines. */
export function readTranscript(text: string): PastedRequest {
  return /^\s*[{[]/.test(text) ? jsonMessages(text) : spokenTurns(text);
}

function jsonMessages(text: string): PastedRequest {
  const list = parsed(text);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const items = Array.isArray(list) ? list : lines.map(parsed);
  const [first] = items;
  // Lines of a file for fine-tuning hold a conversation each: the first is taken.
  if (isObject(first) && Array.isArray(first['messages'])) {
    const problems = items.length > 1 ? [{ line: 2, message: 'Only the first conversation is read.' }] : [];
    return { body: first, problems };
  }
  const wrong = items.findIndex((item) => !isMessage(item));
  if (items.length === 0 || wrong >= 0) {
    return unreadable(Array.isArray(list) ? 1 : wrong + 1, 'This is no message: it needs a role and a content.');
  }
  return { body: { messages: items as readonly JsonValue[] }, problems: [] };
}

function isMessage(item: unknown): item is JsonObject {
  return isObject(item) && typeof item['role'] === 'string' && item['content'] !== undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function spokenTurns(text: string): PastedRequest {
  const messages: { role: string; lines: string[] }[] = [];
  let position = 0;
  for (const line of text.split('\n')) {
    const [opening, name = ''] = TURN.exec(line) ?? [];
    const role = Object.hasOwn(SPEAKERS, name.toLowerCase()) ? SPEAKERS[name.toLowerCase()] : undefined;
    const last = messages.at(-1);
    if (role !== undefined && opening !== undefined) messages.push({ role, lines: [line.slice(opening.length)] });
    else if (last !== undefined) last.lines.push(line);
    else if (line.trim() !== '') {
      const message = 'The text names no speaker: begin a line with “User:” or “Assistant:”, or paste a request.';
      return unreadable(lineAt(text, position), message);
    }
    position += line.length + 1;
  }
  return {
    body: { messages: messages.map(({ role, lines }) => ({ role, content: lines.join('\n').trim() })) },
    problems: [],
  };
}
