import type { FieldProblem } from '../../src/domain/run/remark.ts';
import { exactText } from '../exact-text.tsx';

interface FieldProblemsProps {
  /** What was asked for, as a sentence that ends with the list. */
  readonly title: string;
  /** What the list is called for those who hear it. */
  readonly label: string;
  readonly problems: readonly FieldProblem[];
}

/** Each field that does not fit what was asked for. Names of fields come from the answer. */
export function FieldProblems({ title, label, problems }: FieldProblemsProps) {
  return (
    <div class="warn small misfit">
      <span>{title}</span>
      <ul aria-label={label}>
        {problems.map(({ field, message }) => (
          <li>
            {field !== '' && <code>{exactText(field)}</code>} {message}
          </li>
        ))}
      </ul>
    </div>
  );
}
