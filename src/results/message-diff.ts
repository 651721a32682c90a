import { diffArrays } from 'diff';
import type { Analyst } from '../analysis/analyst.ts';
import type { MessageDifference } from '../domain/answers/comparison.ts';
import { type Message, messageText } from '../domain/prompt/message.ts';

/** Looking for messages that both lists have may take so long; what is left then stands side by side. */
const ALIGN_MS = 30;

/** Two message lists held against each other: messages that are in one only, and those whose words changed. */
export async function messageDiff(
  from: readonly Message[],
  to: readonly Message[],
  analyst: Pick<Analyst, 'diffWords'>,
): Promise<readonly MessageDifference[]> {
  const steps = aligned(from, to);
  const changed = steps.filter((step) => step.kind === 'changed');
  const diffs = await analyst.diffWords(
    changed.map(({ before, after }) => ({ from: messageText(before), to: messageText(after) })),
  );
  let next = 0;
  return steps.map((step) => {
    if (step.kind !== 'changed') return whole(step.message, step.kind);
    const { parts, rough } = diffs[next++] ?? { parts: [], rough: true };
    return { role: step.after.role, kind: 'changed', parts, rough };
  });
}

type Step =
  | { readonly kind: 'same' | 'added' | 'removed'; readonly message: Message }
  | { readonly kind: 'changed'; readonly before: Message; readonly after: Message };

function aligned(from: readonly Message[], to: readonly Message[]): readonly Step[] {
  const changes = diffArrays([...from], [...to], { comparator: isSame, timeout: ALIGN_MS });
  if (changes === undefined) return replaced(from, to);
  return changes.flatMap(({ added, removed, value }, position) => {
    const next = changes[position + 1];
    if (removed) return replaced(value, next?.added ? next.value : []);
    // What replaced removed messages was shown with them.
    if (added && changes[position - 1]?.removed) return [];
    return value.map((message): Step => ({ kind: added ? 'added' : 'same', message }));
  });
}

/** Removed messages with those that took their place, in pairs of one role while there are both. */
function replaced(removed: readonly Message[], added: readonly Message[]): readonly Step[] {
  const length = Math.max(removed.length, added.length);
  return Array.from({ length }, (_, position) => stepsOf(removed[position], added[position])).flat();
}

function stepsOf(before: Message | undefined, after: Message | undefined): readonly Step[] {
  if (before !== undefined && before.role === after?.role) {
    return isSame(before, after) ? [{ kind: 'same', message: after }] : [{ kind: 'changed', before, after }];
  }
  return [
    ...(before === undefined ? [] : [{ kind: 'removed', message: before } as const]),
    ...(after === undefined ? [] : [{ kind: 'added', message: after } as const]),
  ];
}

function whole(message: Message, kind: 'same' | 'added' | 'removed'): MessageDifference {
  return { role: message.role, kind, parts: [{ kind, text: messageText(message) }], rough: false };
}

function isSame(a: Message, b: Message): boolean {
  return a.role === b.role && messageText(a) === messageText(b) && a.name === b.name;
}
