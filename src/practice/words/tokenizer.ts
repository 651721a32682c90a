/**
 * Practice's tokens: a word, a digit or a sign, each with the space before it; line breaks stand alone. Scripts that
 * put no spaces between words are cut letter by letter. Joined again, the tokens of a text give that text exactly.
 */
export function tokenize(text: string): string[] {
  return text.match(TOKEN) ?? [];
}

/** The tokens of an answer: its first word has a space before it like any other, so that it is the same token. */
export function tokenizeAnswer(text: string): string[] {
  return tokenize(` ${text.trim()}`);
}

/** The word a token stands for, whatever its case and spacing: what vectors and alignments compare. */
export function wordOf(token: string): string {
  return token.trim().toLowerCase();
}

/** True for words that carry meaning: signs, blanks and the commonest function words do not. */
export function isContentWord(word: string): boolean {
  return /[\p{L}\p{N}]/u.test(word) && !FUNCTION_WORDS.has(word);
}

/** The distinct content words of a text, lower-cased, in order of first use. */
export function contentWords(text: string): string[] {
  return [...new Set(tokenize(text).map(wordOf).filter(isContentWord))];
}

const UNSPACED = '[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Khmer}\\p{sc=Lao}\\p{sc=Myanmar}]';

/** A word is cut after 24 letters, so that a long run of letters cannot pass for one token. */
const TOKEN = new RegExp(
  [
    '\\n',
    ' ?(?:->|=>)',
    ` ?${UNSPACED}`,
    ` ?(?:(?!${UNSPACED})[\\p{L}\\p{M}]){1,24}(?:['’]\\p{L}{1,3}(?!\\p{L}))?`,
    ' ?\\p{N}',
    ' ?[^\\s\\p{L}\\p{M}\\p{N}]',
    '\\s',
  ].join('|'),
  'gu',
);

const FUNCTION_WORDS = new Set(
  'the a an of and is it was were i in on to for with this that very from at my be been as by but or so'.split(' '),
);
