import type { IdentifiedExample } from '../../src/domain/prompt/example-edits.ts';
import { formatTags } from '../../src/domain/prompt/example-edits.ts';
import { domId } from '../dom-id.ts';
import { Icon } from '../icon.tsx';
import { Menu } from '../menu.tsx';
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
        <Icon name="grip" />
      </button>
      <ExampleSwitch experiment={experiment} row={row} index={index} />
      <TextArea
        data-field="input"
        id={exampleInputId(experiment, row.id)}
        rows={1}
        aria-label={`${label} input`}
        placeholder="Input"
        text={row.input}
      />
      <TextArea
        data-field="output"
        id={exampleOutputId(experiment, row.id)}
        rows={1}
        aria-label={`${label} output`}
        placeholder="Output"
        text={row.output}
      />
      <span class="tok num" data-tok />
      <RowMenu label={label} path={path} tags={formatTags(row.tags)} />
    </li>
  );
}

function RowMenu({ label, path, tags }: { readonly label: string; readonly path: string; readonly tags: string }) {
  return (
    <Menu label={`${label}: more`} small>
      <div class="pop options">
        <label class="field">
          <span class="label">Tags</span>
          <input data-field="tags" aria-label={`${label} tags`} placeholder="tags" value={tags} />
        </label>
        <ul>
          <li>
            <button type="button" hx-post={`${path}/duplicates`} hx-swap="none" aria-label={`${label}: duplicate`}>
              Duplicate
            </button>
          </li>
          <li>
            <button type="button" hx-post={`${path}/deletion`} hx-swap="none" aria-label={`${label}: delete`}>
              Delete
            </button>
          </li>
        </ul>
      </div>
    </Menu>
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

/** The id of the field with a row's input. */
export function exampleInputId(experiment: number, row: string): string {
  return domId('experiment', experiment, 'input', row);
}

export function exampleSwitchId(experiment: number, row: string): string {
  return domId('experiment', experiment, 'switch', row);
}

/** The id of the field with a row's output. */
export function exampleOutputId(experiment: number, row: string): string {
  return domId('experiment', experiment, 'output', row);
}
