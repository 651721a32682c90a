/** Line drawings of 16 by 16, for buttons whose name is told in words as well. */
const DRAWINGS = {
  undo: 'M6 2 2 6l4 4M2 6h7a4 4 0 0 1 0 8H6',
  redo: 'm10 2 4 4-4 4M14 6H7a4 4 0 0 0 0 8h3',
  copy: 'M7 5.5h5A1.5 1.5 0 0 1 13.5 7v5a1.5 1.5 0 0 1-1.5 1.5H7A1.5 1.5 0 0 1 5.5 12V7A1.5 1.5 0 0 1 7 5.5zM10.5 3.5v-.25a.75.75 0 0 0-.75-.75h-6.5a.75.75 0 0 0-.75.75v6.5c0 .4.3.75.75.75h.25',
  reply: 'M6 3.5 2.5 7 6 10.5M2.75 7H9a4.5 4.5 0 0 1 4.5 4.5v1',
  example: 'M2.5 4h7M2.5 8h4.5M2.5 12h4.5M11.5 7.5v5M9 10h5',
  baseline: 'M3.5 14.5v-12M3.5 3h9l-2 2.5 2 2.5h-9',
  retry: 'M13.5 2.5V6H10M13 6a5.5 5.5 0 1 0 .3 4',
  raw: 'M6 2C4 2 4 3 4 5s0 3-2 3c2 0 2 1 2 3s0 3 2 3M10 2c2 0 2 1 2 3s0 3 2 3c-2 0-2 1-2 3s0 3-2 3',
  tokens: 'M1.5 5.5h5v5h-5zM9.5 5.5h5v5h-5zM6.5 8h3',
  cost: 'M8 1.5v13M11.5 4.8C11 3 4.5 2.5 4.5 5.5S11.5 7.5 11.5 10.5 5 13.5 4.5 11.2',
  good: 'm2.5 8.5 3.5 4 7.5-9',
  bad: 'm3.5 3.5 9 9M12.5 3.5l-9 9',
  pin: 'M5 2h6l-1 4 2.5 3h-9L6 6zM8 9v5.5',
  note: 'M2.5 13.5 3 10.5l7.5-8 2.5 2.5-7.5 8zM9 4l2.5 2.5',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  left: 'M10 3.5 5.5 8l4.5 4.5',
  right: 'm6 3.5 4.5 4.5L6 12.5',
  up: 'm3.5 10 4.5-4.5L12.5 10',
  down: 'm3.5 6 4.5 4.5L12.5 6',
  plus: 'M8 3v10M3 8h10',
  import: 'M8 2.5v7.25M5 7l3 3 3-3M2.5 11.5v1.25c0 .4.35.75.75.75h9.5c.4 0 .75-.35.75-.75V11.5',
  close: 'm4.5 4.5 7 7m0-7-7 7',
  edit: 'm10 3.5 2.5 2.5L6 12.5l-3 .5.5-3z',
  star: 'm8 2 1.85 3.75 4.15.6-3 2.9.7 4.1L8 11.4l-3.7 1.95.7-4.1-3-2.9 4.15-.6z',
  stop: 'M4.5 4.5h7v7h-7z',
  grip: 'M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01',
} as const;

export type IconName = keyof typeof DRAWINGS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={DRAWINGS[name]} />
    </svg>
  );
}

/** What a small button shows: a drawing, and its name, which is seen where there is room for it or no pointer to ask with. */
export function Tool({ icon, name }: { readonly icon: IconName; readonly name: string }) {
  return (
    <>
      <Icon name={icon} />
      <span class="tool-name">{name}</span>
    </>
  );
}
