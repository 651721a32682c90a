/** Eight answers at a low temperature: nearly settled. */
export const L8 = ['Paris', 'Paris', 'Paris', 'paris.', 'Paris', 'Paris', 'Paris', 'Lyon'];
/** Eight answers at a high temperature, one of them empty. */
export const H8 = ['Paris', 'Lyon', 'Marseille', 'Paris', 'Nice', 'Paris', '', 'Lyon'];
/** Three sentences, two of them alike. */
export const S3 = ['The cat sat on the mat.', 'The cat sat on a mat.', 'A dog slept in the sun.'];

/** Every list of `length` items from `choices`. */
export function everyList<Item>(choices: readonly Item[], length: number): readonly (readonly Item[])[] {
  if (length === 0) return [[]];
  return everyList(choices, length - 1).flatMap((list) => choices.map((item) => [...list, item]));
}
