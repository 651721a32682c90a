import type { PricedModelGroup } from '../../src/domain/what-if.ts';

interface ModelChoiceProps {
  readonly id: string;
  readonly name: string;
  readonly groups: readonly PricedModelGroup[];
  readonly chosen: string | null;
  /** What stands first and means none of them. */
  readonly none: string;
}

/** A choice among all models with a known price. */
export function ModelChoice({ id, name, groups, chosen, none }: ModelChoiceProps) {
  const isKnown = chosen === null || groups.some(({ models }) => models.some(({ key }) => key === chosen));
  return (
    <select id={id} name={name}>
      <option value="">{none}</option>
      {!isKnown && (
        <option value={chosen} selected>
          {chosen}
        </option>
      )}
      {groups.map(({ label, models }) => (
        <optgroup label={label}>
          {models.map((model) => (
            <option value={model.key} selected={model.key === chosen}>
              {model.label}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}
