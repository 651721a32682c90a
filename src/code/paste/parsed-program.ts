import type { Parser, Tree } from '@lezer/common';

/** A program of people is parsed in milliseconds; a long row of signs or brackets would hold up everybody for minutes. */
const MAX_PARSE_MS = 500;

/** The syntax tree of a program; `null` where the parser does not come to an end with it in time, or makes a tree that cannot be walked. */
export function parsedProgram(parser: Parser, source: string): Tree | null {
  const deadline = performance.now() + MAX_PARSE_MS;
  const parse = parser.startParse(source);
  let tree = parse.advance();
  while (tree === null) {
    if (performance.now() > deadline) return null;
    tree = parse.advance();
  }
  return isWalkable(tree) ? tree : null;
}

/** Where tens of thousands of operators stand in a row, the parser loses count of its own nodes. */
function isWalkable(tree: Tree): boolean {
  try {
    tree.iterate({ enter: () => undefined });
    return true;
  } catch {
    return false;
  }
}
