import type { PropsWithChildren } from 'hono/jsx';

type Swap = 'outerHTML' | 'innerHTML' | 'beforeend' | 'afterbegin' | 'beforebegin' | 'afterend' | 'delete';

/** A piece of an answer that finds its own place in the page: `target` is an element's id. */
export function Partial({
  target,
  swap = 'outerHTML',
  children,
}: PropsWithChildren<{ readonly target: string; readonly swap?: Swap }>) {
  return (
    <hx-partial hx-target={`#${target}`} hx-swap={swap}>
      {children}
    </hx-partial>
  );
}
