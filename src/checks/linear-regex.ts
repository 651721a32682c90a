import { RE2JS } from 're2js';

/** A pattern that takes time in proportion to the text, whatever either holds: RE2's syntax, without look-around and back-references. */
export interface LinearRegex {
  test(text: string): boolean;
  /** What the first group took, or the whole match where the pattern has no group; `null` without a match. */
  firstGroup(text: string): string | null;
  /** The pattern; ajv tells patterns apart by it. */
  toString(): string;
}

/** @throws an error that says what is wrong with the pattern */
export function linearRegex(pattern: string): LinearRegex {
  const compiled = RE2JS.compile(pattern);
  return {
    toString: () => pattern,
    test: (text) => compiled.matcher(text).find(),
    firstGroup: (text) => {
      const matcher = compiled.matcher(text);
      if (!matcher.find()) return null;
      return matcher.groupCount() === 0 ? matcher.group(0) : matcher.group(1);
    },
  };
}
