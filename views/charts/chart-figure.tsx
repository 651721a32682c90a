import type { Child } from 'hono/jsx';
import { MethodLink } from '../methods/method-link.tsx';
import { HEIGHT } from './scale.ts';

interface ChartTable {
  readonly columns: readonly string[];
  /** The first cell of a row is its header. */
  readonly rows: readonly (readonly string[])[];
}

interface Props {
  readonly title: string;
  readonly caption: string;
  /** What the drawing shows, for those who do not see it. */
  readonly label: string;
  readonly table: ChartTable;
  readonly legend?: Child;
  /** Where the methods page says how its figures are worked out. */
  readonly method?: string;
  /** Of the drawing, in pixels. */
  readonly height?: number;
  /** Its measures where all of it, text too, scales with its width. */
  readonly scaled?: { readonly width: number; readonly height: number };
  readonly children: Child;
}

/** The frame of every chart: a caption, the drawing, and the figures it was drawn from in a table. */
export function ChartFigure({
  title,
  caption,
  label,
  table,
  legend,
  method,
  height = HEIGHT,
  scaled,
  children,
}: Props) {
  return (
    <figure class="chart">
      <figcaption>
        <p class="chart-title">
          {method === undefined ? (
            title
          ) : (
            <MethodLink method={method} title="How it is worked out, and where it misleads">
              {title}
            </MethodLink>
          )}
        </p>
        <p class="chart-caption">{caption}</p>
        {legend}
      </figcaption>
      {scaled === undefined ? (
        <svg class="chart-drawing fluid" height={height} role="img" aria-label={label}>
          {children}
        </svg>
      ) : (
        <svg
          class="chart-drawing"
          font-size="11"
          viewBox={`0 0 ${scaled.width} ${scaled.height}`}
          role="img"
          aria-label={label}
        >
          {children}
        </svg>
      )}
      <details class="chart-table">
        <summary>Table</summary>
        <TableBehind title={title} {...table} />
      </details>
    </figure>
  );
}

function TableBehind({ title, columns, rows }: ChartTable & { readonly title: string }) {
  return (
    <table>
      <caption class="unseen">{title}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th scope="col" dir="auto">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([header, ...cells]) => (
          <tr>
            <th scope="row" dir="auto">
              {header}
            </th>
            {cells.map((cell) => (
              <td class="num">{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
