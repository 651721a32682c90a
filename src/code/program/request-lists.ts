import type { CodeShape } from '../../domain/run/code-shape.ts';
import type { JsonValue } from '../json-value.ts';

export interface ExampleRow {
  readonly input: string;
  readonly output: string;
}

/** A piece of the text that an inlined example is written with: text as it is, or a field of the example. */
export type TemplatePiece = { readonly text: string } | { readonly field: keyof ExampleRow };

/** The examples of a request, and how they became messages. */
export interface ExampleList {
  readonly rows: readonly ExampleRow[];
  /** The first of the messages that they make; or the one that holds them. */
  readonly at: number;
  /** How one is written inside that message, and what follows the last; `null`: each is a turn of its own. */
  readonly inlined: { readonly pieces: readonly TemplatePiece[]; readonly rest: string } | null;
}

/** A setting with the values that its run asks; `null` is not sent. */
export interface SweptSetting {
  readonly name: string;
  readonly values: readonly JsonValue[];
}

/** What a request alone does not tell: what of it stands for a list. */
export interface RequestOrigin {
  readonly examples: ExampleList | null;
  readonly swept: readonly SweptSetting[];
}

/** Whether a request can be written in this shape. */
export function hasShape(shape: CodeShape, { examples, swept }: RequestOrigin): boolean {
  if (shape === 'examples') return examples !== null;
  return shape === 'sweep' ? swept.length > 0 : true;
}
