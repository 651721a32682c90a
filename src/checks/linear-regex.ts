import { RE2JS } from 're2js';

/** A pattern that takes time in proportion to the text, whatever either holds: RE2's syntax, without look-around and back-references. */
export interface LinearRegex {
  test(text: string): boolean;
  /** What the first group that took part took, or the whole match where the pattern has no group; `null` without either. */
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
      return groupOf(matcher);
    },
  };
}

/** Of alternatives such as `(yes)|(no)` only one group takes part. */
function groupOf(matcher: ReturnType<RE2JS['matcher']>): string | null {
  const groups = matcher.groupCount();
  if (groups === 0) return matcher.group(0);
  for (let place = 1; place <= groups; place++) {
    const taken = matcher.group(place);
    if (taken !== null) return taken;
  }
  return null;
}
