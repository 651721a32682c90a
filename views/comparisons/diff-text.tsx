import type { DiffPart } from '../../src/domain/baseline-diff.ts';
import { exactText } from '../exact-text.tsx';

interface DiffTextProps {
  readonly parts: readonly DiffPart[];
  /** Characters of the new text before its samples part; `null`: no mark. */
  readonly fork?: number | null;
}

/** A word diff: what is new is underlined, what is gone is struck through, so that it reads without colour too. */
export function DiffText({ parts, fork = null }: DiffTextProps) {
  return <>{withFork(parts, fork).map((part) => (part === 'fork' ? <ForkMark /> : <Part part={part} />))}</>;
}

/** A text without a diff, with the mark where its samples part. */
export function MarkedText({ text, fork }: { readonly text: string; readonly fork: number | null }) {
  return <DiffText parts={[{ kind: 'same', text }]} fork={fork} />;
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
