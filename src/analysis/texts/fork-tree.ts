import type { ForkNode } from '../../domain/answers/fork-node.ts';
export interface ForkLimits {
  /** At most so many ends, the others not told apart among them. */
  readonly ends: number;
  /** At most so many forks on one way. */
  readonly depth: number;
}

const PIECE =
  /\s*(?:[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+)/gu;
/** Samples that part so late are as good as equal, and the tree of long texts stays cheap. */
const MAX_PIECES = 500;

/**
 * The prefix tree of samples, word by word, stretches without a fork drawn together. It grows where most samples run, until it has as
 * many ends as are wanted; what is beyond that is counted, not told apart. `null` without samples.
 */
export function forkTree(texts: readonly string[], limits: ForkLimits = { ends: 14, depth: 6 }): ForkNode | null {
  if (texts.length === 0) return null;
  const root = stretch(
    texts.map((text) => (text.match(PIECE) ?? []).slice(0, MAX_PIECES)),
    { from: 0, depth: 0 },
  );
  const open = [root];
  let ends = 1;
  for (;;) {
    const next = open
      .filter((node) => node.depth < limits.depth && goesOn(node))
      .reduce<Stretch | null>((best, node) => (best === null || node.count > best.count ? node : best), null);
    if (next === null || ends >= limits.ends) return finished(root);
    open.splice(open.indexOf(next), 1);
    const room = limits.ends - ends + 1;
    next.branches = branchesOf(next, room);
    ends += next.branches.length + (next.branches.length < waysOf(next).length ? 1 : 0) - 1;
    open.push(...next.branches);
  }
}

type Pieces = readonly string[];

/** A node while the tree grows; positions count pieces. */
interface Stretch {
  readonly samples: readonly Pieces[];
  readonly from: number;
  /** Where its samples part, or end. */
  readonly to: number;
  readonly depth: number;
  readonly count: number;
  branches: readonly Stretch[];
}

function stretch(
  samples: readonly Pieces[],
  { from, depth }: { readonly from: number; readonly depth: number },
): Stretch {
  const [first = []] = samples;
  let to = from;
  while (to < first.length && samples.every((pieces) => word(pieces, to) === word(first, to))) to++;
  return { samples, from, to, depth, count: samples.length, branches: [] };
}

/** Words are the same whatever space stands before them. */
function word(pieces: Pieces, position: number): string | null {
  return pieces[position]?.trimStart() ?? null;
}

function goesOn({ samples, to }: Stretch): boolean {
  return samples.some((pieces) => pieces.length > to);
}

/** The samples that go on, by how they do, the most frequent way first. */
function waysOf({ samples, to }: Stretch): readonly (readonly Pieces[])[] {
  const ways = new Map<string, Pieces[]>();
  for (const pieces of samples) {
    const next = word(pieces, to);
    if (next === null) continue;
    const way = ways.get(next);
    if (way === undefined) ways.set(next, [pieces]);
    else way.push(pieces);
  }
  return [...ways.values()].sort((a, b) => b.length - a.length);
}

function branchesOf(node: Stretch, room: number): readonly Stretch[] {
  const ways = waysOf(node);
  // What is left over is one end more.
  const told = ways.length <= room ? ways : ways.slice(0, Math.max(1, room - 1));
  return told.map((samples) => stretch(samples, { from: node.to, depth: node.depth + 1 }));
}

function finished(node: Stretch): ForkNode {
  const { samples, from, to, count, branches } = node;
  const ended = samples.filter((pieces) => pieces.length <= to).length;
  const told = branches.reduce((sum, branch) => sum + branch.count, 0);
  const left = count - ended - told;
  return {
    text: (samples[0] ?? []).slice(from, to).join('').trim(),
    count,
    ended,
    branches: branches.map(finished),
    others: left === 0 ? null : { count: left, ways: waysOf(node).length - branches.length },
  };
}
