import { diffArrays } from 'diff';
import type { Analyst } from '../analysis/analyst.ts';
import type { DiffPart, WordDiff } from '../domain/answers/baseline-diff.ts';
import { capital } from '../domain/capital.ts';
import { messageText } from '../domain/prompt/message.ts';
import type { Example, Prompt } from '../domain/prompt/prompt.ts';
import type { PartDiff, Segment } from '../domain/prompt/prompt-diff.ts';

/** Looking for parts that both prompts have may take so long; what is left then stands side by side. */
const ALIGN_MS = 30;

interface Part {
  readonly label: string;
  readonly text: string;
}

type Pair = readonly [Part | null, Part | null];

/** Two prompts part by part, with the words that changed; equal parts are found again even when others came between. */
export async function diffPrompts(
  before: Prompt,
  after: Prompt,
  analyst: Pick<Analyst, 'diffWords'>,
): Promise<readonly PartDiff[]> {
  const [a, b] = [partsOf(before), partsOf(after)];
  const pairs = (['system', 'examples', 'earlier', 'last', 'variables', 'form'] as const).flatMap((group) =>
    aligned(a[group], b[group]),
  );
  const diffs = await analyst.diffWords(pairs.map(([was, is]) => ({ from: was?.text ?? '', to: is?.text ?? '' })));
  return pairs.map(([was, is], position) => diffPart(was, is, diffs[position]));
}

function partsOf({ system, examples, messages, encoding, template, variables = {}, templates }: Prompt) {
  const rows = messages.map((message, index): Part => {
    const { role } = message;
    const name = `${capital(role)} message`;
    return { label: index === messages.length - 1 ? name : `${name} ${index + 1}`, text: messageText(message) };
  });
  const form = `Examples as ${encoding}${template === null ? '' : `, by the template:\n${template}`}`;
  return {
    system: system === null ? [] : [{ label: 'System message', text: system }],
    examples: examples.map((example, index) => ({ label: `Example ${index + 1}`, text: exampleText(example) })),
    earlier: rows.slice(0, -1),
    last: rows.slice(-1),
    variables: Object.entries(variables)
      .toSorted()
      .map(([name, value]) => ({ label: `Variable ${name}`, text: value })),
    form: [
      ...(examples.length === 0 ? [] : [{ label: 'Encoding', text: form }]),
      ...(templates === false ? [{ label: 'Braces', text: 'Sent as they are' }] : []),
    ],
  };
}

function exampleText({ input, output, enabled, tags }: Example): string {
  const head = [enabled ? '' : '(switched off)', tags.length > 0 ? `[${tags.join(', ')}]` : ''].filter(
    (part) => part !== '',
  );
  return [...(head.length > 0 ? [head.join(' ')] : []), input, '→', output].join('\n');
}

/** Equal texts stand beside each other; what was taken out stands beside what came in its place. */
function aligned(a: readonly Part[], b: readonly Part[]): readonly Pair[] {
  const chunks = diffArrays(
    a.map(({ text }) => text),
    b.map(({ text }) => text),
    { timeout: ALIGN_MS },
  );
  if (chunks === undefined) return sideBySide(a, b);
  const pairs: Pair[] = [];
  const [left, right] = [[...a], [...b]];
  const waiting: Part[] = [];
  for (const { added, removed, count } of chunks) {
    if (removed) waiting.push(...left.splice(0, count));
    else if (added) pairs.push(...sideBySide(waiting.splice(0), right.splice(0, count)));
    else {
      pairs.push(...sideBySide(waiting.splice(0), []));
      pairs.push(...sideBySide(left.splice(0, count), right.splice(0, count)));
    }
  }
  return [...pairs, ...sideBySide(waiting, [])];
}

function sideBySide(a: readonly Part[], b: readonly Part[]): readonly Pair[] {
  return Array.from(
    { length: Math.max(a.length, b.length) },
    (_, index) => [a[index] ?? null, b[index] ?? null] as const,
  );
}

function diffPart(was: Part | null, is: Part | null, diff: WordDiff | undefined): PartDiff {
  const label = is?.label ?? was?.label ?? '';
  if (was === null || is === null || diff === undefined) {
    return { label, before: whole(was), after: whole(is), same: false, rough: false };
  }
  const { parts, rough } = diff;
  const without = (left: DiffPart['kind']): readonly Segment[] =>
    parts.filter(({ kind }) => kind !== left).map(({ kind, text }) => ({ text, changed: kind !== 'same' }));
  return { label, before: without('added'), after: without('removed'), same: was.text === is.text, rough };
}

function whole(part: Part | null): readonly Segment[] | null {
  return part === null ? null : [{ text: part.text, changed: true }];
}
