import type { Child } from 'hono/jsx';
import { across, HEIGHT, PLOT } from './scale.ts';

/** What lies across the plot as lines and areas: it is drawn at the plot's own width, and the lines stay as thick. */
export function Across({ children }: { readonly children: Child }) {
  return (
    <svg
      width="100%"
      height={HEIGHT}
      viewBox={`${PLOT.left} 0 ${PLOT.right - PLOT.left} ${HEIGHT}`}
      preserveAspectRatio="none"
      overflow="visible"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

/** What stands at one place across the plot, drawn in pixels from there. */
export function At({ x, children }: { readonly x: number; readonly children: Child }) {
  return (
    <svg x={across(x)} overflow="visible" aria-hidden="true">
      {children}
    </svg>
  );
}
