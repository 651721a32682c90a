import { isPaged, type Paged, SHOWN_AT_ONCE, type Shown } from '../../src/domain/notebook/editor-window.ts';
import { count } from '../format.ts';
import { EDITING } from './editing.ts';

const WORDS: Readonly<Record<Paged, string>> = { rows: 'Examples', messages: 'Messages', variables: 'Variables' };

interface WindowNavProps {
  readonly experiment: number;
  readonly what: Paged;
  readonly shown: Shown<unknown>;
}

/** Which of more rows than a page carries are shown, and the way to the others; it saves the form on the way. Nothing of few. */
export function WindowNav({ experiment, what, shown: { from, total, items } }: WindowNavProps) {
  if (!isPaged(what, total)) return null;
  const size = SHOWN_AT_ONCE[what];
  return (
    <p class="window-nav small" data-window={what}>
      <input type="hidden" name={`${what}_from`} value={String(from)} />
      <span class="muted num">
        {WORDS[what]} {count(from + 1)}–{count(from + items.length)} of {count(total)}
      </span>
      <WindowButton experiment={experiment} what={what} from={from - size} disabled={from === 0}>
        Previous {count(size)}
      </WindowButton>
      <WindowButton experiment={experiment} what={what} from={from + size} disabled={from + size >= total}>
        Next {count(size)}
      </WindowButton>
    </p>
  );
}

interface WindowButtonProps {
  readonly experiment: number;
  readonly what: Paged;
  readonly from: number;
  readonly disabled: boolean;
  readonly children: unknown;
}

function WindowButton({ experiment, what, from, disabled, children }: WindowButtonProps) {
  return (
    <button
      type="button"
      class="button quiet"
      disabled={disabled}
      hx-post={`/experiments/${experiment}/windows`}
      hx-vals={JSON.stringify({ show: what, from: String(from) })}
      {...EDITING}
    >
      {children}
    </button>
  );
}
