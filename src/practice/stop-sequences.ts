import type { FinishReason, PracticeToken } from './generation.ts';

/**
 * Ends an answer before the first of the `stops` in its text, which may run over several tokens: a token is held back
 * while a stop sequence may have begun in it, and cut where one did.
 */
export function* untilStop(
  tokens: Generator<PracticeToken, FinishReason>,
  stops: readonly string[],
): Generator<PracticeToken, FinishReason> {
  try {
    return yield* cutAtStop(tokens, stops);
  } finally {
    tokens.return('stop');
  }
}

function* cutAtStop(tokens: Generator<PracticeToken, FinishReason>, stops: readonly string[]) {
  const held: PracticeToken[] = [];
  let text = '';
  for (let step = tokens.next(); ; step = tokens.next()) {
    if (step.done) {
      yield* held;
      return step.value;
    }
    held.push(step.value);
    text += step.value.text;
    const end = firstStop(text, stops);
    if (end !== null) {
      yield* cut(held, end);
      return 'stop';
    }
    const undecided = openTail(text, stops);
    for (let first = held[0]; first !== undefined && text.length - first.text.length >= undecided; first = held[0]) {
      held.shift();
      text = text.slice(first.text.length);
      yield first;
    }
  }
}

function firstStop(text: string, stops: readonly string[]): number | null {
  const found = stops.map((stop) => text.indexOf(stop)).filter((at) => at >= 0);
  return found.length === 0 ? null : Math.min(...found);
}

/** Length of the longest end of `text` that a stop sequence begins with. */
function openTail(text: string, stops: readonly string[]): number {
  const longest = Math.max(0, ...stops.map((stop) => stop.length - 1));
  for (let length = Math.min(longest, text.length); length > 0; length--) {
    if (stops.some((stop) => stop.startsWith(text.slice(-length)))) return length;
  }
  return 0;
}

function* cut(held: readonly PracticeToken[], end: number): Generator<PracticeToken> {
  let left = end;
  for (const token of held) {
    if (left <= 0) return;
    yield token.text.length <= left ? token : { ...token, text: token.text.slice(0, left) };
    left -= token.text.length;
  }
}
