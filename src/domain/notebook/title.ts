import { lazily } from '../lazily.ts';

const MAX_LENGTH = 48;
const words = lazily(() => new Intl.Segmenter(undefined, { granularity: 'word' }));

/**
 * A title out of the first words of a text: at most 48 UTF-16 units of whole words, on one line, with `…` where something was left
 * out. Empty for a text of punctuation alone.
 */
export function titleOf(text: string): string {
  const line = text
    .slice(0, MAX_LENGTH * 40)
    .replace(/\s+/gu, ' ')
    .trim();
  if (!/[\p{L}\p{N}\p{S}]/u.test(line)) return '';
  if (line.length <= MAX_LENGTH) return line.replace(/[\s.,;:]+$/u, '');
  return `${firstWords(line).replace(/[\s\p{P}]+$/u, '')}…`;
}

/** As many whole words as there is room for; of one that is longer than that, its beginning. */
function firstWords(line: string): string {
  let end = 0;
  for (const { index, segment } of words().segment(line.slice(0, MAX_LENGTH * 2))) {
    if (index + segment.length > MAX_LENGTH) break;
    end = index + segment.length;
  }
  return end === 0 ? [...line].slice(0, MAX_LENGTH / 2).join('') : line.slice(0, end);
}
