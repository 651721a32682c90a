import { baselineName } from '../../src/domain/answers/baseline-diff.ts';
import { domId } from '../dom-id.ts';
import { TextArea } from '../text-area.tsx';
import type { DifferencesProps } from './differences-props.ts';

/** Chooses the baseline and how much is shown; the choice stands in the address. */
export function BaselineForm({ differences, only }: DifferencesProps) {
  const { run, baseline, baselineLabel, columns } = differences;
  const id = (name: string) => domId('run', run, 'differences', name);
  const chosen = baselineName(baseline);
  const path = `/runs/${run}/differences`;
  return (
    <form class="fields" action={path} method="get" hx-get={path} hx-target={`#${domId('run', run, 'differences')}`}>
      <div class="field">
        <label for={id('baseline')}>Baseline</label>
        <select id={id('baseline')} name="baseline">
          {baseline.kind !== 'column' && (
            <option value={chosen} selected disabled={baseline.kind === 'text'}>
              {baselineLabel}
            </option>
          )}
          {columns.map(({ index, label }) => (
            <option value={baselineName({ kind: 'column', index })} selected={chosen === `column:${index}`}>
              the most frequent answer at {label}
            </option>
          ))}
        </select>
      </div>
      <OnlyField id={id('only')} only={only} />
      <button type="submit" class="button">
        Show
      </button>
    </form>
  );
}

/** Takes a text of one's own as the baseline. */
export function OwnTextForm({ differences, only }: DifferencesProps) {
  const { run, baseline } = differences;
  const id = (name: string) => domId('run', run, 'differences', name);
  const path = `/runs/${run}/differences`;
  return (
    <details class="small" open={baseline.kind === 'text'}>
      <summary>A text of your own as the baseline</summary>
      <form
        class="own-text"
        action={path}
        method="post"
        hx-post={path}
        hx-target={`#${domId('run', run, 'differences')}`}
      >
        <label for={id('text')}>Baseline text</label>
        <TextArea id={id('text')} name="text" rows={4} text={baseline.kind === 'text' ? baseline.text : ''} />
        <OnlyField id={id('text-only')} only={only} />
        <button type="submit" class="button">
          Compare with this text
        </button>
      </form>
    </details>
  );
}

function OnlyField({ id, only }: { readonly id: string; readonly only: boolean }) {
  return (
    <span class="check">
      <input type="checkbox" id={id} name="only" value="1" checked={only} />
      <label for={id}>Show only what differs</label>
    </span>
  );
}
