/** The tags that models write around their thinking; `<think>` is by far the most usual. */
const TAGS: readonly (readonly [open: string, close: string])[] = [
  ['<think>', '</think>'],
  ['<thinking>', '</thinking>'],
  ['<thought>', '</thought>'],
  ['<reasoning>', '</reasoning>'],
  ['[THINK]', '[/THINK]'],
  ['<seed:think>', '</seed:think>'],
  ['◁think▷', '◁/think▷'],
  ['<|begin_of_thought|>', '<|end_of_thought|>'],
  ['<|START_THINKING|>', '<|END_THINKING|>'],
  // What gpt-oss writes where nobody takes it apart; what only marks the answer closes at once.
  ['<|channel|>analysis<|message|>', '<|end|>'],
  ['<|start|>assistant<|channel|>analysis<|message|>', '<|end|>'],
  ['<|channel|>final<|message|>', ''],
  ['<|start|>assistant<|channel|>final<|message|>', ''],
];
/** A close without its open, alone on its line or before an empty one: the open was in what the service put before the answer. */
const LONE_CLOSE = /^([\s\S]*?)(?:(?:^|\n)[ \t]*<\/think>[ \t]*(?:\n|$)|<\/think>[ \t]*\n[ \t]*\n)([\s\S]*)$/;

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
  let state: 'start' | 'thinking' | 'text' = 'start';
  let held = '';
  let close = '';
  let hasThought = false;
  /** Whether a thought has ended, so that the white space before the answer is no part of it. */
  let isAfter = false;

  function start(): void {
    const begun = held.trimStart();
    const tag = TAGS.find(([open]) => begun.startsWith(open));
    if (tag !== undefined) {
      close = tag[1];
      held = begun.slice(tag[0].length);
      state = 'thinking';
      thinking();
    } else if (!TAGS.some(([open]) => open.startsWith(begun))) {
      state = 'text';
      release();
    }
  }

  function thinking(): void {
    const end = held.indexOf(close);
    if (end === -1) {
      const keep = lengthHeld(held, close);
      think(held.slice(0, held.length - keep));
      held = held.slice(held.length - keep);
      return;
    }
    think(held.slice(0, end).trimEnd());
    held = held.slice(end + close.length);
    isAfter = true;
    // Another thought may follow.
    state = 'start';
    start();
  }

  function think(delta: string): void {
    const piece = hasThought ? delta : delta.trimStart();
    if (piece === '') return;
    hasThought = true;
    told.reasoning(piece);
  }

  function release(): void {
    const text = isAfter ? held.trimStart() : held;
    held = '';
    if (text !== '') told.text(text);
  }

  return {
    text: (delta) => {
      if (state === 'text') return told.text(delta);
      held += delta;
      if (state === 'start') start();
      else thinking();
    },
    end: () => {
      if (state === 'thinking') think(held.trimEnd());
      else if (state === 'start') release();
      held = '';
      state = 'text';
    },
  };
}

/**
 * An answer that has ended, with the thinking apart that a lone `</think>` shows: some services put the open tag into the request, so
 * that it never comes back.
 */
export function withoutLoneThought(answer: { readonly text: string; readonly reasoning: string | null }): {
  readonly text: string;
  readonly reasoning: string | null;
} {
  const mayHave = answer.reasoning === null && answer.text.includes('</think>');
  const found = mayHave ? LONE_CLOSE.exec(answer.text) : null;
  const [, thought = '', text = ''] = found ?? [];
  if (found === null || thought.includes('<think>')) return answer;
  return { text: text.trimStart(), reasoning: thought.trim() === '' ? null : thought.trim() };
}

/** How much of the end of a thought may belong to its close: a start of the tag, and the white space before it. */
function lengthHeld(text: string, close: string): number {
  let tag = Math.min(text.length, close.length - 1);
  while (tag > 0 && !close.startsWith(text.slice(text.length - tag))) tag -= 1;
  const before = text.slice(0, text.length - tag);
  return tag + before.length - before.trimEnd().length;
}
