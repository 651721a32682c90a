/** Fills that tell answers apart without colour: one for each of the five leading answers and one for the rest. */
const TILES = [
  'M0,8L8,0M-2,2L2,-2M6,10L10,6',
  'M0,0L8,8M-2,6L2,10M6,-2L10,2',
  'M0,4H8',
  'M4,0V8',
  'M1,2h2M5,6h2',
  'M0,8L8,0M0,0L8,8',
];
const OTHER = TILES.length - 1;

/** Which of the fills an answer has, by its place among the answers. */
export function shadeOf(letter: string, rank: number): number {
  return letter === 'other' ? OTHER : Math.min(rank, OTHER);
}

/** The `fill` of an answer's shape, once `AnswerPatterns` with the same id is on the page. */
export function patternFill(id: string, letter: string, rank: number): string {
  return `url(#${id}-pattern-${shadeOf(letter, rank)})`;
}

/** The definitions that `patternFill` refers to. */
export function AnswerPatterns({ id }: { readonly id: string }) {
  return (
    <defs>
      {TILES.map((tile, index) => (
        <pattern id={`${id}-pattern-${index}`} width="8" height="8" patternUnits="userSpaceOnUse">
          <path
            class="pattern-ink"
            d={tile}
            fill="none"
            stroke="currentColor"
            stroke-width="1.2"
            stroke-opacity="0.55"
          />
        </pattern>
      ))}
    </defs>
  );
}
