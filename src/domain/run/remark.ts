/** What is to be said about how an answer was asked for, counted or priced; kept with its completion. */
export type Remark =
  /** A figure that no request can have: it was not believed. */
  | { readonly kind: 'impossible_usage' }
  /** The service takes a parameter of ours under another name, or not at all (`sent: null`); it was asked once more that way. */
  | { readonly kind: 'sent_instead'; readonly param: string; readonly sent: string | null }
  /** More output tokens came than were asked for at most. */
  | { readonly kind: 'limit_ignored'; readonly asked: number; readonly given: number }
  /** The service also charges per request or search; the computed cost holds the tokens alone. */
  | { readonly kind: 'without_request_fees' }
  /** The service answered at a tier whose price is not known; the standard price was used. */
  | { readonly kind: 'tier_price_unknown'; readonly tier: string }
  /** The service counted tokens of audio, which cost more than the prices of text that were used. */
  | { readonly kind: 'audio_priced_as_text' }
  /** JSON was asked for, and the answer is none, or does not fit the schema. */
  | { readonly kind: 'format_not_met'; readonly problems: readonly FieldProblem[] }
  /** The arguments of a call, by its place from 0, do not fit the schema of its function, or there is no such function. */
  | {
      readonly kind: 'arguments_not_met';
      readonly call: number;
      readonly function: string;
      readonly problems: readonly FieldProblem[];
    }
  /** Its figures did not fit into the data file and were left out. */
  | { readonly kind: 'figures_not_kept' };

/** What is wrong with one field of an answer, or of the arguments of a call. */
export interface FieldProblem {
  /** As `address.street` or `items.0`; empty: the whole. */
  readonly field: string;
  readonly message: string;
}

export const IMPOSSIBLE_USAGE: Remark = { kind: 'impossible_usage' };

/** A remark in a sentence. */
export function remarkText(remark: Remark): string {
  switch (remark.kind) {
    case 'impossible_usage':
      return 'The endpoint reported an impossible usage; the tokens are counted here.';
    case 'sent_instead':
      return remark.sent === null
        ? `Sent without ${remark.param}, which the service does not take.`
        : `Sent ${remark.sent} instead of ${remark.param}, which the service does not take.`;
    case 'limit_ignored':
      return `Max tokens was ignored: ${remark.asked.toLocaleString('en-US')} asked for, ${remark.given.toLocaleString('en-US')} given.`;
    case 'without_request_fees':
      return 'The cost is without per-request fees, which this service also charges.';
    case 'tier_price_unknown':
      return `The service answered at the tier “${remark.tier}”, whose price is not known; the cost is at the standard price.`;
    case 'audio_priced_as_text':
      return 'The service counted tokens of audio, whose price is not known; the cost is at the price of text.';
    case 'format_not_met':
      return `The answer does not fit the response format: ${remark.problems.map(fieldProblemText).join('; ')}.`;
    case 'arguments_not_met':
      return `The call of ${remark.function} does not fit its schema: ${remark.problems.map(fieldProblemText).join('; ')}.`;
    case 'figures_not_kept':
      return 'Its figures did not fit into the data file and are left out.';
  }
}

/** A problem with its field before it. */
export function fieldProblemText({ field, message }: FieldProblem): string {
  return `${field} ${message}`.trim();
}
