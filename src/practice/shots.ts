/**
 * The worked examples in a prompt. As turns: a user message and the assistant message after it. Inlined: the prompt
 * ends in an unfinished cue ("Label:", "A:", "->") and the same cue stands earlier with an answer after it.
 */
import { isInstruction, lastUserText, type PracticeMessage } from './messages.ts';

export interface Shot {
  readonly query: string;
  readonly answer: string;
}

/** What is asked, and the examples of how to answer, oldest first. */
export interface Reading {
  readonly query: string;
  readonly shots: readonly Shot[];
}

export function readShots(messages: readonly PracticeMessage[]): Reading {
  const asked = lastUserText(messages);
  const cue = unfinishedCue(asked);
  const turns = turnShots(messages, cue);
  if (cue === null) return { query: withoutFieldNames(asked), shots: turns };
  const texts = messages.filter((message) => message.role === 'user' || isInstruction(message));
  const inline = texts.flatMap((message) => inlineShots(message.content, cue));
  const open = blocksBefore(asked.trimEnd(), cue).at(-1)?.query ?? '';
  return { query: withoutFieldNames(open), shots: [...turns, ...inline] };
}

function turnShots(messages: readonly PracticeMessage[], cue: string | null): Shot[] {
  return messages.flatMap((message, i) => {
    const reply = messages[i + 1];
    if (message.role !== 'user' || reply?.role !== 'assistant') return [];
    const query = cue === null ? message.content : withoutCue(message.content, cue);
    return [{ query: withoutFieldNames(query), answer: reply.content.trim() }];
  });
}

/** The mark the text breaks off at, or null when it does not. */
function unfinishedCue(text: string): string | null {
  const line = text.trimEnd().split('\n').at(-1)?.trim() ?? '';
  const arrow = /(?:->|=>|→)$/u.exec(line);
  if (arrow !== null) return arrow[0];
  if (!/[:：]$/u.test(line)) return null;
  return line.split(/\s+/u).length <= 3 ? line : (/\S+$/u.exec(line)?.[0] ?? null);
}

function inlineShots(text: string, cue: string): Shot[] {
  return blocksBefore(text, cue).flatMap(({ query, answer }) =>
    answer === '' ? [] : [{ query: withoutFieldNames(query), answer }],
  );
}

/** Cuts a text at its cues: what stands before each one, and the answer after it (empty when there is none). */
function blocksBefore(text: string, cue: string): Shot[] {
  const blocks: Shot[] = [];
  let start = 0;
  for (let at = findCue(text, cue, 0); at >= 0; at = findCue(text, cue, start)) {
    const [answerPart = ''] = /^[^\S\n]*\n?[^\n]*/u.exec(text.slice(at + cue.length)) ?? [];
    blocks.push({ query: lastBlock(text.slice(start, at), blocks.length === 0), answer: answerPart.trim() });
    start = at + cue.length + answerPart.length;
  }
  return blocks;
}

/** A named cue counts at the start of a line or after a space: "Label:" is not found in "Sublabel:". */
function findCue(text: string, cue: string, from: number): number {
  let at = text.indexOf(cue, from);
  while (at > 0 && /\w/u.test(cue[0] ?? '') && !/\s/u.test(text[at - 1] ?? '')) at = text.indexOf(cue, at + 1);
  return at;
}

/** Before the first example may stand an instruction, set off by a blank line; it is not part of the example. */
function lastBlock(text: string, first: boolean): string {
  return first
    ? (text
        .trimEnd()
        .split(/\n\s*\n/u)
        .at(-1) ?? '')
    : text;
}

function withoutCue(text: string, cue: string): string {
  const trimmed = text.trimEnd();
  return trimmed.endsWith(cue) ? trimmed.slice(0, -cue.length) : text;
}

/** "Text: The film was dull." says as much as "The film was dull." */
function withoutFieldNames(text: string): string {
  return text.replace(/^[^\S\n]*[\p{L}][\p{L} ]{0,20}:[^\S\n]+(?=\S)/gmu, '').trim();
}
