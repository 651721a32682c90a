import { diffArrays, diffChars, diffWordsWithSpace } from 'diff';
import type { Example, Prompt } from './domain/prompt.ts';
import type { PartDiff, Segment } from './domain/prompt-diff.ts';

/** All the words of a comparison may take so long; what is left then is shown as wholly changed. */
const WORD_DIFF_MS = 300;
const MOST_EDITS = 5_000;

interface Part {
  readonly label: string;
  readonly text: string;
}

type Pair = readonly [Part | null, Part | null];

/** Two prompts part by part, with the words that changed; equal parts are found again even when others came between. */
export function diffPrompts(before: Prompt, after: Prompt): readonly PartDiff[] {
  const [a, b] = [partsOf(before), partsOf(after)];
  const deadline = performance.now() + WORD_DIFF_MS;
  return (['system', 'examples', 'earlier', 'last', 'form'] as const)
    .flatMap((group) => aligned(a[group], b[group]))
    .map(([was, is]) => diffPart(was, is, deadline));
}

function partsOf({ system, examples, messages, encoding, template }: Prompt) {
  const rows = messages.map(({ role, content }, index): Part => {
    const name = `${role.charAt(0).toUpperCase()}${role.slice(1)} message`;
    return { label: index === messages.length - 1 ? name : `${name} ${index + 1}`, text: content };
  });
  const form = `Examples as ${encoding}${template === null ? '' : `, by the template:\n${template}`}`;
  return {
    system: system === null ? [] : [{ label: 'System message', text: system }],
    examples: examples.map((example, index) => ({ label: `Example ${index + 1}`, text: exampleText(example) })),
    earlier: rows.slice(0, -1),
    last: rows.slice(-1),
    form: examples.length === 0 ? [] : [{ label: 'Encoding', text: form }],
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
    { maxEditLength: MOST_EDITS },
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

function diffPart(was: Part | null, is: Part | null, deadline: number): PartDiff {
  const label = is?.label ?? was?.label ?? '';
  if (was === null || is === null || was.text === is.text) {
    const same = was !== null && is !== null;
    return { label, before: whole(was, !same), after: whole(is, !same), same };
  }
  const words = diffText(was.text, is.text, deadline - performance.now());
  if (words === undefined) return { label, before: whole(was, true), after: whole(is, true), same: false };
  return {
    label,
    before: words.filter(({ added }) => !added).map(({ value, removed }) => ({ text: value, changed: removed })),
    after: words.filter(({ removed }) => !removed).map(({ value, added }) => ({ text: value, changed: added })),
    same: false,
  };
}

/** Word by word, or letter by letter where a script writes no spaces between words. */
function diffText(was: string, is: string, ms: number) {
  if (ms <= 0) return undefined;
  const unspaced = /[\u0E00-\u0EFF\u3040-\u30FF\u3400-\u9FFF]/u.test(was + is);
  return unspaced ? diffChars(was, is, { timeout: ms }) : diffWordsWithSpace(was, is, { timeout: ms });
}

function whole(part: Part | null, changed: boolean): readonly Segment[] | null {
  return part === null ? null : [{ text: part.text, changed }];
}
