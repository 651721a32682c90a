import type { Case } from '../../src/domain/cases/case.ts';
import { TextArea } from '../text-area.tsx';

interface CaseFormProps {
  readonly action: string;
  /** The variables that it fills; none: it is a user message. */
  readonly names: readonly string[];
  /** The case as it is; `null`: a new one. */
  readonly one: Case | null;
  readonly button: string;
}

/** A case to be written or changed by hand. */
export function CaseForm({ action, names, one, button }: CaseFormProps) {
  const fields =
    names.length === 0
      ? [
          {
            name: 'message',
            label: 'User message',
            text: one !== null && 'message' in one.input ? one.input.message : '',
          },
        ]
      : names.map((name) => ({ name: `variables.${name}`, label: name, text: filledWith(one, name) }));
  return (
    <form class="fields case-form" action={action} method="post">
      {fields.map(({ name, label, text }, place) => (
        <div class="field">
          <label for={`case-${place}`}>{label}</label>
          <TextArea id={`case-${place}`} name={name} rows={2} text={text} />
        </div>
      ))}
      <div class="field">
        <label for="case-expected">Expected answer</label>
        <TextArea id="case-expected" name="expected" rows={1} text={one?.expected ?? ''} />
      </div>
      <div class="field">
        <label for="case-name">Name</label>
        <input id="case-name" name="name" maxlength={200} value={one?.name ?? ''} />
      </div>
      <div class="field">
        <label for="case-note">Note</label>
        <TextArea id="case-note" name="note" rows={1} text={one?.note ?? ''} />
      </div>
      <button type="submit" class="button">
        {button}
      </button>
    </form>
  );
}

function filledWith(one: Case | null, name: string): string {
  if (one === null || !('variables' in one.input)) return '';
  return Object.hasOwn(one.input.variables, name) ? (one.input.variables[name] ?? '') : '';
}
