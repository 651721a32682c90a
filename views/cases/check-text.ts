import type { Check, Extract } from '../../src/domain/cases/check.ts';
import { plural } from '../format.ts';

const PARTS = {
  whole: 'The whole answer',
  first_line: 'Its first line',
  last_line: 'Its last line',
  after_think: 'What stands after </think>',
} as const;

/** A check as a sentence without its end: "Its first line is the expected one of positive, negative". */
export function checkText(check: Check): string {
  return `${partText(check.extract)} ${ruleText(check)}`;
}

function partText(extract: Extract): string {
  if (typeof extract === 'string') return PARTS[extract];
  return 'regex' in extract ? `What matches ${extract.regex}` : `The JSON field ${extract.json_field}`;
}

function ruleText(check: Check): string {
  switch (check.type) {
    case 'label':
      return `is the expected one of ${check.labels.join(', ')}${rawText(check.raw)}`;
    case 'exact':
      return `is the expected answer${rawText(check.raw)}`;
    case 'numeric':
      return `is the expected number${toleranceText(check)}`;
    case 'json_schema':
      return 'is JSON that fits the schema';
    case 'contains':
      return check.text === null ? 'holds the expected answer' : `holds “${check.text}”`;
    case 'regex':
      return `matches ${check.pattern}`;
    case 'length':
      return `has at most ${plural(check.max_tokens, 'token')}`;
    case 'judge':
      return `passes, says ${check.model ?? 'a model'}: ${check.rubric}`;
  }
}

function rawText(raw: boolean): string {
  return raw ? ', to the letter' : '';
}

function toleranceText({ atol, rtol }: { readonly atol: number; readonly rtol: number }): string {
  const parts = [...(atol > 0 ? [`${atol}`] : []), ...(rtol > 0 ? [`${rtol * 100}% of it`] : [])];
  return parts.length === 0 ? '' : `, give or take ${parts.join(' plus ')}`;
}
