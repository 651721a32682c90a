import { SETTING_LABELS } from '../../src/domain/notebook/draft.ts';
import type { ExperimentCell } from '../../src/domain/notebook/notebook.ts';
import { parseVariantKeys, type VariantChoice, variantChoices } from '../../src/domain/prompt/variant.ts';
import { domId } from '../dom-id.ts';
import { FieldError } from '../experiments/field-error.tsx';

const GROUPS: readonly VariantChoice['group'][] = [
  'Prompt',
  'System message',
  'Encoding',
  'Examples',
  'Tags',
  'Versions',
];

interface VariantsProps {
  readonly cell: ExperimentCell;
  /** Numbers of the versions that can be asked again. */
  readonly versions: readonly number[];
  readonly error?: string | null;
}

/** The same prompt in several forms: each one that is chosen becomes a column, or a row under temperatures. */
export function Variants({ cell, versions, error = null }: VariantsProps) {
  const chosen = parseVariantKeys(cell.draft.settings.variant);
  const choices = variantChoices(cell.draft.prompt, versions);
  const stale = chosen.filter((key) => choices.every((choice) => choice.key !== key));
  return (
    <fieldset class="variants" id={variantsId(cell.id)}>
      <legend class="group">{SETTING_LABELS.variant}</legend>
      <p class="small muted">The same prompt in several forms, side by side.</p>
      <input type="hidden" name="variant" value="" />
      <div class="choices">
        {GROUPS.map((group) => {
          const own = choices.filter((choice) => choice.group === group);
          return (
            own.length > 0 && (
              <fieldset>
                <legend class="muted small">{group}</legend>
                {own.map((choice) => (
                  <Choice value={choice.key} label={choice.name} checked={chosen.includes(choice.key)} />
                ))}
              </fieldset>
            )
          );
        })}
        {stale.length > 0 && (
          <fieldset>
            <legend class="muted small">Not possible any more</legend>
            {stale.map((key) => (
              <Choice value={key} label={key} checked={true} />
            ))}
          </fieldset>
        )}
      </div>
      <datalist id={variantNamesId(cell.id)}>
        {choices.map(({ name }) => (
          <option value={name} />
        ))}
      </datalist>
      <FieldError experiment={cell.id} path="variant" message={error} />
    </fieldset>
  );
}

interface ChoiceProps {
  readonly value: string;
  readonly label: string;
  readonly checked: boolean;
}

function Choice({ value, label, checked }: ChoiceProps) {
  return (
    <label class="choice">
      <input type="checkbox" name="variant" value={value} checked={checked} /> {label}
    </label>
  );
}

/** What an added column may choose from. */
export function variantNamesId(experiment: number): string {
  return domId('experiment', experiment, 'variant-names');
}

export function variantsId(experiment: number): string {
  return domId('experiment', experiment, 'variants');
}
