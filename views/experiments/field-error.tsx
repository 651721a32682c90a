import { domId } from '../dom-id.ts';

interface FieldErrorProps {
  readonly experiment: number;
  readonly path: string;
  readonly message: string | null;
}

/** What is wrong with one field, right below it; empty when nothing is. */
export function FieldError({ experiment, path, message }: FieldErrorProps) {
  return (
    <span class="field-error" id={errorId(experiment, path)} aria-live="polite">
      {message}
    </span>
  );
}

/** The id of the place where a field's error is shown; a dot would make it hard to select. */
export function errorId(experiment: number, path: string): string {
  return domId('experiment', experiment, 'error', path.replace(/[^\p{L}\p{N}_-]/gu, '-'));
}
