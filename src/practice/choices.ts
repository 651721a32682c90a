/**
 * The set of answers an instruction names: "as positive or negative", "one of: sports, politics, weather",
 * "yes/no". Empty when it names none. Only sentences that ask for an answer are read, so that "in one or two
 * sentences" or "short or long" prescribe nothing.
 */
export function namedChoices(instruction: string): string[] {
  const sentences = instruction.split(/(?<=[.!?])\s|\n/u).filter((sentence) => sentence.length <= MAX_READ);
  for (const sentence of sentences) {
    const list = listAfterOneOf(sentence) ?? (ASKS.test(sentence) ? listWithOr(sentence) : null);
    if (list !== null) return list;
  }
  return [];
}

/** Longer sentences, in characters, are text to work on rather than instructions. */
const MAX_READ = 300;
const ITEM = '(?:not )?(?:"[^"\\n]{1,30}"|“[^”\\n]{1,30}”|\'?[\\p{L}\\p{N}][\\p{L}\\p{N}-]*\'?)';
const ASKS =
  /\b(?:answer|reply|respond|classify|label|say|choose|pick|decide|return|output|either|whether|is|are|only|as|sentiment|category|class)\b/iu;
const ONE_OF = new RegExp(
  `\\b(?:one of|categor(?:y|ies)|labels?|class(?:es)?|options|choices)\\b(?: these| the following)?(?: \\p{L}+)?(?: are| is)?\\s*:?\\s*` +
    `(${ITEM}(?:\\s*(?:,\\s*(?:or|and)?|/|\\||\\bor\\b|\\band\\b)\\s*${ITEM})+)`,
  'iu',
);
/** What follows the last choice must not carry the sentence on: "two sentences", "long text". */
const GOES_NO_FURTHER = '(?=\\s*(?:$|[.,;:!?)(]|\\s(?:only|in|with|for|based|and|to|depending)\\b))';
const WITH_OR = new RegExp(
  `(?<![\\p{L}\\p{N}])((?:${ITEM}\\s*,\\s*)*${ITEM}\\s*(?:,?\\s*\\bor\\b|/|\\|)\\s*${ITEM}(?:\\s*[/|]\\s*${ITEM})*)${GOES_NO_FURTHER}`,
  'iu',
);

function listAfterOneOf(sentence: string): string[] | null {
  return items(ONE_OF.exec(sentence)?.[1]);
}

function listWithOr(sentence: string): string[] | null {
  return items(WITH_OR.exec(sentence)?.[1]);
}

function items(list: string | undefined): string[] | null {
  const found = list?.split(/\s*(?:,\s*(?:or\s|and\s)?|\/|\||\sor\s|\sand\s)\s*/iu) ?? [];
  const bare = found.map((item) => item.replace(/^["“']|["”']$/gu, '').trim()).filter((item) => item !== '');
  return bare.length < 2 ? null : [...new Set(bare)];
}
