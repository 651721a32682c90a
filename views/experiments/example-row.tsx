import type { IdentifiedExample } from '../../src/domain/example-edits.ts';
import { formatTags } from '../../src/domain/example-edits.ts';
import { domId } from '../dom-id.ts';
import { Icon } from '../icon.tsx';
import { TextArea } from '../text-area.tsx';

interface ExampleRowProps {
  readonly experiment: number;
  readonly row: IdentifiedExample;
  /** From 0. */
  readonly index: number;
}

/**
 * One example: input -> output. Its fields have no names, so the editor's form does not carry them: the page adds the rows
 * that were typed in (`data-row`), and 500 rows cost no more to save than one.
 */
export function ExampleRow({ experiment, row, index }: ExampleRowProps) {
  const label = `Example ${index + 1}`;
  const path = `/experiments/${experiment}/examples/${encodeURIComponent(row.id)}`;
  return (
    <li class="ex" id={exampleRowId(experiment, row.id)} data-row={row.id} data-on={row.enabled ? 'true' : 'false'}>
      <button
        type="button"
        class="handle"
        aria-label={`${label}: move`}
        aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
        title="Drag to move, or Alt+↑ and Alt+↓"
        data-move={`${path}/moves`}
      >
        ⠿
      </button>
      <ExampleSwitch experiment={experiment} row={row} index={index} />
      <TextArea data-field="input" rows={1} aria-label={`${label} input`} placeholder="Input" text={row.input} />
      <span class="arrow" aria-hidden="true">
        →
      </span>
      <TextArea data-field="output" rows={1} aria-label={`${label} output`} placeholder="Output" text={row.output} />
      <input data-field="tags" aria-label={`${label} tags`} placeholder="tags" value={formatTags(row.tags)} />
      <span class="tok num" data-tok />
      <div class="actions">
        <button
          type="button"
          class="button quiet"
          hx-post={`${path}/duplicates`}
          hx-swap="none"
          aria-label={`${label}: duplicate`}
          title="Duplicate"
        >
          <Icon name="copy" />
        </button>
        <button
          type="button"
          class="button quiet"
          hx-post={`${path}/deletion`}
          hx-swap="none"
          aria-label={`${label}: delete`}
          title="Delete"
        >
          ×
        </button>
      </div>
    </li>
  );
}

/** Whether the example is sent. */
export function ExampleSwitch({ experiment, row, index }: ExampleRowProps) {
  return (
    <button
      type="button"
      role="switch"
      class="switch"
      id={exampleSwitchId(experiment, row.id)}
      aria-checked={row.enabled ? 'true' : 'false'}
      aria-label={`Example ${index + 1} on`}
      hx-post={`/experiments/${experiment}/examples/${encodeURIComponent(row.id)}/switch`}
      hx-swap="none"
    />
  );
}

export function exampleRowId(experiment: number, row: string): string {
  return domId('experiment', experiment, 'row', row);
}

export function exampleSwitchId(experiment: number, row: string): string {
  return domId('experiment', experiment, 'switch', row);
}
