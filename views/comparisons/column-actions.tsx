import { SettingEffectColumnPlace } from '../runs/setting-effect.tsx';
import { BaselineLink } from './baseline-link.tsx';
import { CompareLink } from './compare-link.tsx';

/** What can be done with a column as a whole. */
export function ColumnActions({ run, column }: { readonly run: number; readonly column: number }) {
  return (
    <div class="actions">
      <BaselineLink run={run} baseline={{ kind: 'column', index: column }} />
      <CompareLink run={run} column={column} />
      <SettingEffectColumnPlace run={run} column={column} />
    </div>
  );
}
