import type { PropsWithChildren } from 'hono/jsx';

export interface MethodLinkProps extends PropsWithChildren {
  /** The heading of the methods page, as its address has it: `agreement`. */
  readonly method: string;
  /** What the measure says, in one sentence. */
  readonly title: string;
}

/** The name of a measure, with what it says on hover and the whole method one click away. */
export function MethodLink({ method, title, children }: MethodLinkProps) {
  return (
    <a class="method" href={`/methods#${method}`} title={title}>
      {children}
    </a>
  );
}
