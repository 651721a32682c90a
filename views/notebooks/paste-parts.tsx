import { exactText } from '../exact-text.tsx';

export interface PasteProblem {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** What could not be read, by line. */
export function PasteProblems({ problems }: { readonly problems: readonly PasteProblem[] }) {
  if (problems.length === 0) return null;
  return (
    <ul class="err small">
      {problems.map(({ line, message }) => (
        <li dir="auto">
          Line {line}: {message}
        </li>
      ))}
    </ul>
  );
}

/** The way on from what was read. */
export function MakeNotebook() {
  return (
    <button type="submit" class="button primary">
      Make a notebook
    </button>
  );
}

const MAX_SHOWN = 300;

/** A message, cut to what one looks at. */
export function PastedMessage({ speaker, content }: { readonly speaker: string; readonly content: string }) {
  return (
    <>
      <dt class="role">{speaker}</dt>
      <dd class="text" dir="auto">
        {exactText(content.length > MAX_SHOWN ? `${content.slice(0, MAX_SHOWN)}…` : content)}
      </dd>
    </>
  );
}
