import type { PricedChoices, PricedModelGroup } from '../../src/domain/money/what-if.ts';
import { count } from '../format.ts';

interface ModelChoiceProps {
  readonly id: string;
  readonly name: string;
  readonly choices: PricedChoices;
  readonly chosen: string | null;
  /** What stands first and means none of them. */
  readonly none: string;
}

/** A choice among all models with a known price: a handful at once, the others by searching. */
export function ModelChoice({ id, name, choices: { groups, total }, chosen, none }: ModelChoiceProps) {
  const isKnown = chosen === null || groups.some(({ models }) => models.some(({ key }) => key === chosen));
  return (
    <span class="model-choice">
      <select id={id} name={name}>
        <option value="">{none}</option>
        {!isKnown && (
          <option value={chosen} selected>
            {chosen}
          </option>
        )}
        <ModelOptions groups={groups} chosen={chosen} />
      </select>
      {/* It belongs to no form, so that it is not sent with the choice. */}
      <input
        type="search"
        class="input search"
        name="q"
        form=""
        maxlength={100}
        autocomplete="off"
        placeholder={`Search ${count(total)} models`}
        aria-label={`Search ${count(total)} models with a known price`}
        hx-get="/priced-models"
        hx-trigger="input changed delay:200ms"
        hx-target={`#${id}`}
        hx-swap="innerHTML"
      />
    </span>
  );
}

interface ModelOptionsProps {
  readonly groups: readonly PricedModelGroup[];
  readonly chosen: string | null;
}

/** Models to choose from, by who serves or lists them. */
function ModelOptions({ groups, chosen }: ModelOptionsProps) {
  return groups.map(({ label, models }) => (
    <optgroup label={label}>
      {models.map((model) => (
        <option value={model.key} selected={model.key === chosen}>
          {model.label}
        </option>
      ))}
    </optgroup>
  ));
}

/** What a search found, in the place of what was offered before; the first one is chosen. */
export function FoundOptions({ groups }: Pick<ModelOptionsProps, 'groups'>) {
  if (groups.length > 0) return <ModelOptions groups={groups} chosen={null} />;
  return <option value="">no model with a known price is called that</option>;
}
