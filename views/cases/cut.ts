/** The beginning of a text, at most so many characters. */
export function cut(text: string, length: number): string {
  const characters = [...text.slice(0, 2 * length)];
  return characters.length <= length ? text : `${characters.slice(0, length).join('')}…`;
}
