import type { Check } from '../../src/domain/check.ts';
import { TextArea } from '../text-area.tsx';

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

const EXTRACTS = [
  ['whole', 'the whole answer'],
  ['first_line', 'its first line'],
  ['last_line', 'its last line'],
  ['after_think', 'what stands after </think>'],
] as const;

/** What a right answer is: a check is added by fields, all of them can be written as the API takes them. */
export function ChecksForm({ experiment, checks }: ChecksFormProps) {
  const action = `/experiments/${experiment}/cases/checks`;
  const text = checks.length === 0 ? '' : JSON.stringify(checks);
  return (
    <>
      <form class="card fields case-form" action={action} method="post" aria-label="Add a check">
        <input type="hidden" name="checks" value={text} />
        <div class="field">
          <label for="check-extract">An answer passes when</label>
          <select id="check-extract" name="extract">
            {EXTRACTS.map(([value, label]) => (
              <option value={value}>{label}</option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="check-kind">Check</label>
          <select id="check-kind" name="add">
            {KINDS.map(([value, label]) => (
              <option value={value}>{label}</option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="check-value">Labels, number, text, pattern, schema or rubric</label>
          <input id="check-value" name="value" />
        </div>
        <button type="submit" class="button">
          Add check
        </button>
      </form>
      <form class="card fields case-form" action={action} method="post" aria-label="All checks">
        <div class="field">
          <label for="cases-checks">Checks</label>
          <TextArea id="cases-checks" name="checks" rows={3} spellcheck={false} text={text} />
          <p class="muted small">
            All have to pass; JSON, as the API takes it. None: an answer passes when it is the expected one, but for
            case, white space and trailing punctuation; without an expected answer only you can judge it. A judge is
            asked on the page of a run, after its cost was shown.
          </p>
        </div>
        <button type="submit" class="button">
          Save checks
        </button>
      </form>
    </>
  );
}
