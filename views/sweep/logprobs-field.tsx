import { SETTING_LABELS } from '../../src/domain/notebook/draft.ts';
import type { ExperimentCell } from '../../src/domain/notebook/notebook.ts';
import { domId } from '../dom-id.ts';
import { errorId, FieldError } from '../experiments/field-error.tsx';

/** Whether to ask for the probability of each token, and of the likeliest others in its place. */
export function LogprobsField({ cell }: { readonly cell: ExperimentCell }) {
  const id = domId('experiment', cell.id, 'logprobs');
  const { logprobs } = cell.draft.settings;
  const choices = ['', '5', ...(logprobs === '' || logprobs === '5' ? [] : [logprobs])];
  return (
    <div class="field">
      <label for={id}>{SETTING_LABELS.logprobs}</label>
      <select
        id={id}
        name="logprobs"
        aria-describedby={errorId(cell.id, 'logprobs')}
        data-error={errorId(cell.id, 'logprobs')}
      >
        {choices.map((value) => (
          <option value={value} selected={value === logprobs}>
            {value === '' ? 'not asked for' : `yes, with the ${value} likeliest`}
          </option>
        ))}
      </select>
      <FieldError experiment={cell.id} path="logprobs" message={null} />
    </div>
  );
}
