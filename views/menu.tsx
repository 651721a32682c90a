import type { Child } from 'hono/jsx';
import { Icon, type IconName } from './icon.tsx';

interface MenuProps {
  /** What a screen reader and the tip call the button. */
  readonly label: string;
  readonly icon?: IconName;
  /** Further classes, such as `start` for a list that opens to the right. */
  readonly kind?: string;
  readonly small?: boolean;
  readonly children: Child;
}

/** A list of actions behind one quiet button; the page closes it when somebody clicks elsewhere. */
export function Menu({ label, icon = 'more', kind = '', small = false, children }: MenuProps) {
  return (
    <details class={`menu ${kind}`.trim()} data-menu>
      <summary class={`button quiet ${small ? 'tiny' : 'square'}`} aria-label={label} title={label}>
        <Icon name={icon} />
      </summary>
      {children}
    </details>
  );
}
