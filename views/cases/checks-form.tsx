import type { Check } from '../../src/domain/cases/check.ts';
import { TextArea } from '../text-area.tsx';
import { checkText } from './check-text.ts';
import { cut } from './cut.ts';

interface ChecksFormProps {
  readonly experiment: number;
  readonly checks: readonly Check[];
}

const KINDS: readonly (readonly [Check['type'], string])[] = [
  ['label', 'is the expected one of these labels, by commas'],
  ['exact', 'is the expected answer'],
  ['numeric', 'is the expected number, give or take'],
  ['json_schema', 'is JSON that fits this JSON Schema'],
  ['contains', 'holds this text, or the expected answer'],
  ['regex', 'matches this pattern (RE2)'],
  ['length', 'has at most so many tokens'],
  ['judge', 'passes by this rubric, says a model'],
];

const MAX_TEXT = 300;

const EXTRACTS = [
  ['whole', 'the whole answer'],
  ['first_line', 'its first line'],
  ['last_line', 'its last line'],
  ['after_think', 'what stands after </think>'],
  ['json_field', 'its JSON field'],
  ['regex', 'the group of a pattern'],
] as const;

/** What a right answer is: the checks as sentences, one to add by fields, and all of them as the API takes them. */
export function ChecksForm({ experiment, checks }: ChecksFormProps) {
  const action = `/experiments/${experiment}/cases/checks`;
  return (
    <section class="card checks" aria-labelledby="checks-heading">
      <header>
        <h2 id="checks-heading">Checks</h2>
        <p class="muted small">
          {checks.length > 1 ? 'An answer passes when all of them do.' : 'When an answer passes.'}
        </p>
      </header>
      <CheckList action={action} checks={checks} />
      <AddCheck action={action} checks={checks} />
      <AsJson action={action} checks={checks} />
    </section>
  );
}

interface CheckFormsProps {
  readonly action: string;
  readonly checks: readonly Check[];
}

function CheckList({ action, checks }: CheckFormsProps) {
  if (checks.length === 0) {
    return (
      <p class="none">
        None chosen: an answer passes when it is the expected one, but for case, white space and trailing punctuation.
        Without an expected answer only you can judge it.
      </p>
    );
  }
  return (
    <ul>
      {checks.map((check, place) => (
        <li>
          <span dir="auto">{cut(checkText(check), MAX_TEXT)}</span>
          <form action={action} method="post">
            <input type="hidden" name="checks" value={textOf(checks.filter((other) => other !== check))} />
            <button type="submit" class="button quiet" aria-label={`Remove check ${place + 1}`}>
              Remove
            </button>
          </form>
        </li>
      ))}
    </ul>
  );
}

function AddCheck({ action, checks }: CheckFormsProps) {
  return (
    <form class="fields case-form" action={action} method="post" aria-label="Add a check">
      <input type="hidden" name="checks" value={textOf(checks)} />
      <div class="field">
        <label for="check-extract">An answer passes when</label>
        <select id="check-extract" name="extract">
          {EXTRACTS.map(([value, label]) => (
            <option value={value}>{label}</option>
          ))}
        </select>
      </div>
      <div class="field check-part">
        <label for="check-part">Which field (as in a.b) or pattern</label>
        <input id="check-part" name="part" />
      </div>
      <div class="field">
        <label for="check-kind">Check</label>
        <select id="check-kind" name="add">
          {KINDS.map(([value, label]) => (
            <option value={value}>{label}</option>
          ))}
        </select>
      </div>
      <div class="field check-value">
        <label for="check-value">What the check names</label>
        <input id="check-value" name="value" />
      </div>
      <button type="submit" class="button">
        Add check
      </button>
    </form>
  );
}

function AsJson({ action, checks }: CheckFormsProps) {
  return (
    <details>
      <summary>As JSON, with all a check can say</summary>
      <form class="fields case-form" action={action} method="post" aria-label="All checks">
        <div class="field">
          <label for="cases-checks">Checks</label>
          <TextArea id="cases-checks" name="checks" rows={3} spellcheck={false} text={textOf(checks)} />
          <p class="muted small">
            As the API takes them. A judge is asked on the page of a run, after its cost was shown.
          </p>
        </div>
        <button type="submit" class="button">
          Save checks
        </button>
      </form>
    </details>
  );
}

function textOf(checks: readonly Check[]): string {
  return checks.length === 0 ? '' : JSON.stringify(checks);
}
