import type { Child } from 'hono/jsx';
import { MethodLink } from '../methods/method-link.tsx';
import { HEIGHT, WIDTH } from './scale.ts';

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
  /** Of the drawing, in SVG units. */
  readonly height?: number;
  /** Of the drawing, in pixels, where its widths are shares and its text keeps its size; else all of it scales with its width. */
  readonly fluidHeight?: number;
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
  fluidHeight,
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
      {fluidHeight === undefined ? (
        <svg class="chart-drawing" font-size="11" viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={label}>
          {children}
        </svg>
      ) : (
        <svg class="chart-drawing fluid" height={fluidHeight} role="img" aria-label={label}>
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
