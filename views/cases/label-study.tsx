import type { StudyLabelRow } from '../../src/domain/cases/study.ts';
import { percent } from '../format.ts';

/** How the examples weigh their labels, and what the prompt answers to no content at all: what it says before it reads. */
export function LabelStudy({ rows }: { readonly rows: readonly StudyLabelRow[] }) {
  return (
    <section class="scroll card" aria-label="Labels" tabindex={0}>
      <table class="num">
        <thead>
          <tr>
            {['Label', 'Share of the examples', 'Last example', 'Answer to “N/A”'].map((head) => (
              <th scope="col">{head}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, share, last, noContent }) => (
            <tr>
              <th scope="row">{label}</th>
              <td>{percent(share)}</td>
              <td>{last ? 'yes' : ''}</td>
              <td>{percent(noContent)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
