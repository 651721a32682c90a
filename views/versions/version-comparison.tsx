import type { PartDiff, Segment } from '../../src/domain/prompt/prompt-diff.ts';
import { exactText } from '../exact-text.tsx';

/** A version's number, or the experiment's draft as it stands. */
export type Compared = number | 'draft';

export interface VersionComparisonProps {
  readonly experiment: number;
  readonly choices: readonly Compared[];
  readonly a: Compared;
  readonly b: Compared;
  readonly parts: readonly PartDiff[];
}

/** Two versions to choose, and what is different in the second. */
export function VersionComparison({ experiment, choices, a, b, parts }: VersionComparisonProps) {
  return (
    <section aria-labelledby="comparison">
      <h2 id="comparison">What changed between two of them</h2>
      <form class="filters fields" action={`/experiments/${experiment}/versions`} method="get">
        {(
          [
            ['a', 'Compare', a],
            ['b', 'with', b],
          ] as const
        ).map(([name, label, chosen]) => (
          <div class="field">
            <label for={`compare-${name}`}>{label}</label>
            <select id={`compare-${name}`} name={name}>
              {choices.map((choice) => (
                <option value={String(choice)} selected={choice === chosen}>
                  {nameOf(choice)}
                </option>
              ))}
            </select>
          </div>
        ))}
        <button type="submit" class="button">
          Show difference
        </button>
      </form>
      <section class="scroll card diff" aria-label={`${nameOf(a)} and ${nameOf(b)}, side by side`} tabindex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Part</th>
              <th scope="col">{nameOf(a)}</th>
              <th scope="col">{nameOf(b)}</th>
            </tr>
          </thead>
          <tbody>
            {parts.map(({ label, before, after, same, rough }) => (
              <tr class={same ? 'muted' : undefined}>
                <th scope="row">
                  {label}
                  {same && <span class="small"> (same)</span>}
                  {rough && <span class="small muted"> (marked roughly: too long to go word by word)</span>}
                </th>
                <Side segments={before} mark="del" />
                <Side segments={after} mark="ins" />
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

/** One version's text, with what the other one lacks marked as HTML knows it: taken out, or put in. */
function Side({ segments, mark }: { readonly segments: readonly Segment[] | null; readonly mark: 'del' | 'ins' }) {
  if (segments === null) return <td class="muted">–</td>;
  const Mark = mark;
  return (
    <td>
      <div class="text" dir="auto" hx-ignore>
        {segments.map(({ text, changed }) => (changed ? <Mark>{exactText(text)}</Mark> : exactText(text)))}
      </div>
    </td>
  );
}

function nameOf(choice: Compared): string {
  return choice === 'draft' ? 'Draft' : `Version ${choice}`;
}
