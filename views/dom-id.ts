/** The id of an element, from what it stands for: `domId('completion', 17, 'text')` is `completion-17-text`. */
export function domId(...parts: readonly (string | number)[]): string {
  return parts.join('-');
}
