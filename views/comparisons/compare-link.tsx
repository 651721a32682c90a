import { formatColumnsRef } from '../../src/domain/answers/comparison.ts';

/** Compares a column with each other column of its run. */
export function CompareLink({ run, column }: { readonly run: number; readonly column: number }) {
  const a = formatColumnsRef({ run, column });
  return (
    <a
      class="button quiet"
      href={`/comparisons?a=${a}&b=${run}`}
      title="Does this column differ from the others by more than chance?"
    >
      Compare
    </a>
  );
}
