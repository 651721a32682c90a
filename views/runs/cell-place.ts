/** Where a cell of a run's grid is. */
export interface CellPlace {
  readonly run: number;
  readonly column: number;
  readonly row: number;
}
