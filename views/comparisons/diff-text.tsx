import type { DiffPart } from '../../src/domain/answers/baseline-diff.ts';
import { MAX_PIECE } from '../completions/text-piece.tsx';
import { exactText } from '../exact-text.tsx';
import { count } from '../format.ts';

interface DiffTextProps {
  readonly parts: readonly DiffPart[];
  /** Characters of the new text before its samples part; `null`: no mark. */
  readonly fork?: number | null;
}

/** A word diff: what is new is underlined, what is gone is struck through, so that it reads without colour too. */
export function DiffText({ parts, fork = null }: DiffTextProps) {
  const { shown, left } = cutParts(parts);
  return (
    <>
      {withFork(shown, fork).map((part) => (part === 'fork' ? <ForkMark /> : <Part part={part} />))}
      {left > 0 && <span class="muted small num"> … {count(left)} more characters</span>}
    </>
  );
}

/** A text without a diff, with the mark where its samples part. */
export function MarkedText({ text, fork }: { readonly text: string; readonly fork: number | null }) {
  return <DiffText parts={[{ kind: 'same', text }]} fork={fork} />;
}

/** The parts as far as a page carries them, and how many characters that leaves out. */
function cutParts(parts: readonly DiffPart[]): { readonly shown: readonly DiffPart[]; readonly left: number } {
  const total = parts.reduce((sum, { text }) => sum + text.length, 0);
  if (total <= MAX_PIECE) return { shown: parts, left: 0 };
  let room = MAX_PIECE;
  const shown = parts.flatMap((part): readonly DiffPart[] => {
    const text = part.text.slice(0, room).toWellFormed();
    room -= text.length;
    return text === '' ? [] : [{ ...part, text }];
  });
  return { shown, left: total - MAX_PIECE };
}

function Part({ part: { kind, text } }: { readonly part: DiffPart }) {
  if (kind === 'added') return <ins>{exactText(text)}</ins>;
  return kind === 'removed' ? <del>{exactText(text)}</del> : exactText(text);
}

function ForkMark() {
  return (
    <span class="fork" title="Here the samples of this column part">
      <span class="unseen">(here the samples part)</span>
    </span>
  );
}

/** The parts with the mark put in after so many characters of the new text. */
function withFork(parts: readonly DiffPart[], fork: number | null): readonly (DiffPart | 'fork')[] {
  if (fork === null) return parts;
  let left = fork;
  let marked = false;
  const result = parts.flatMap((part): readonly (DiffPart | 'fork')[] => {
    if (marked || part.kind === 'removed') return [part];
    if (part.text.length < left) {
      left -= part.text.length;
      return [part];
    }
    marked = true;
    const pieces = [part.text.slice(0, left), part.text.slice(left)];
    const [before, after] = pieces.map((text) => (text === '' ? [] : [{ ...part, text }]));
    return [...(before ?? []), 'fork', ...(after ?? [])];
  });
  return result;
}
