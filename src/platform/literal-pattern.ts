/** A text as the source of a pattern that matches it and nothing else: each sign that means something there is escaped. */
export function literalPattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
