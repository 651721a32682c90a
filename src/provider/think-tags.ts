const OPEN = '<think>';
const CLOSE = '</think>';

/** Where the parts of an answer go. */
export interface Thoughts {
  text(delta: string): void;
  reasoning(delta: string): void;
}

export interface ThinkTags {
  text(delta: string): void;
  /** Tells what was held back, once nothing more comes. */
  end(): void;
}

/**
 * Tells the thinking that some models write into their text, `<think>...</think>` at its very start, apart from the answer, wherever
 * the pieces are cut. White space around the thinking goes; a text that begins otherwise stays as it is.
 */
export function splitThinkTags(told: Thoughts): ThinkTags {
  let state: 'start' | 'thinking' | 'after' | 'text' = 'start';
  let held = '';
  let hasThought = false;

  function start(): void {
    const begun = held.trimStart();
    if (begun.startsWith(OPEN)) {
      held = begun.slice(OPEN.length);
      state = 'thinking';
      thinking();
    } else if (!OPEN.startsWith(begun)) {
      state = 'text';
      release();
    }
  }

  function thinking(): void {
    const end = held.indexOf(CLOSE);
    if (end === -1) {
      const keep = lengthHeld(held);
      think(held.slice(0, held.length - keep));
      held = held.slice(held.length - keep);
      return;
    }
    think(held.slice(0, end).trimEnd());
    held = held.slice(end + CLOSE.length);
    state = 'after';
    after();
  }

  function after(): void {
    held = held.trimStart();
    if (held === '') return;
    state = 'text';
    release();
  }

  function think(delta: string): void {
    const piece = hasThought ? delta : delta.trimStart();
    if (piece === '') return;
    hasThought = true;
    told.reasoning(piece);
  }

  function release(): void {
    const text = held;
    held = '';
    if (text !== '') told.text(text);
  }

  return {
    text: (delta) => {
      if (state === 'text') return told.text(delta);
      held += delta;
      if (state === 'start') start();
      else if (state === 'thinking') thinking();
      else after();
    },
    end: () => {
      if (state === 'thinking') think(held.trimEnd());
      else if (state === 'start') told.text(held);
      held = '';
      state = 'text';
    },
  };
}

/** How much of the end of a thought may belong to its close: a start of the tag, and the white space before it. */
function lengthHeld(text: string): number {
  let tag = Math.min(text.length, CLOSE.length - 1);
  while (tag > 0 && !CLOSE.startsWith(text.slice(text.length - tag))) tag -= 1;
  const before = text.slice(0, text.length - tag);
  return tag + before.length - before.trimEnd().length;
}
