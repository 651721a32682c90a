import { domId } from '../dom-id.ts';
import { exactText } from '../exact-text.tsx';
import { count } from '../format.ts';
import { Partial } from '../partial.tsx';

/** The most characters of one text that a page shows at once. */
export const MAX_PIECE = 200_000;

/** The parts of a completion that can be longer than a page carries. */
type LongPart = 'text' | 'reasoning';

/** A text, or as much of it as a page carries, and how much that leaves out. */
export function CutText({ text }: { readonly text: string }) {
  const end = pieceEnd(text);
  if (end === text.length) return exactText(text);
  return (
    <>
      {exactText(text.slice(0, end))}
      <span class="muted small num"> … {count(text.length - end)} more characters</span>
    </>
  );
}

/** Where the piece of a text that begins at `from` ends: never within a character. */
export function pieceEnd(text: string, from = 0): number {
  const end = Math.min(text.length, from + MAX_PIECE);
  const last = text.charCodeAt(end - 1);
  return end < text.length && last >= 0xd800 && last < 0xdc00 ? end - 1 : end;
}

interface PieceProps {
  readonly completion: number;
  readonly part: LongPart;
  /** The whole text. */
  readonly text: string;
  /** How much of it the page shows already, in characters. */
  readonly from: number;
}

/** The next piece of a text for a page that shows it up to `from`, and the way to the one after. */
export function NextPiece(props: PieceProps) {
  const { completion, part, text, from } = props;
  const end = pieceEnd(text, from);
  return (
    <>
      <Partial target={domId('completion', completion, part)} swap="beforeend">
        {exactText(text.slice(from, end))}
      </Partial>
      <Partial target={domId('completion', completion, part, 'more')}>
        <MoreText {...props} from={end} />
      </Partial>
    </>
  );
}

/** Stands below a text of which a page shows only a part; empty below one that is there as a whole. */
export function MoreText({ completion, part, text, from }: PieceProps) {
  const left = text.length - from;
  return (
    <p class="more-text small muted num" id={domId('completion', completion, part, 'more')} hidden={left <= 0}>
      {left > 0 && (
        <>
          {count(left)} more characters{' '}
          <button
            type="button"
            class="button quiet"
            hx-get={`/completions/${completion}/pieces?part=${part}&from=${from}`}
            hx-swap="none"
          >
            Show the next {count(Math.min(left, MAX_PIECE))}
          </button>
        </>
      )}
    </p>
  );
}
