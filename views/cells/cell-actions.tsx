interface CellActionsProps {
  readonly id: number;
  /** The cell's own form, whose text goes along so that nothing typed is lost. */
  readonly form: string;
}

/** Move, duplicate and delete, as lines of a menu: the same for every cell. */
export function CellActions({ id, form }: CellActionsProps) {
  const shared = { type: 'button', 'hx-include': `#${form}`, 'hx-swap': 'none' } as const;
  const moves = { 'hx-post': `/cells/${id}/moves` } as const;
  return (
    <>
      <li>
        <button {...shared} {...moves} hx-vals='{"direction":"up"}' aria-label="Move cell up">
          Move up
        </button>
      </li>
      <li>
        <button {...shared} {...moves} hx-vals='{"direction":"down"}' aria-label="Move cell down">
          Move down
        </button>
      </li>
      <li>
        <button {...shared} hx-post={`/cells/${id}/duplicates`}>
          Duplicate
        </button>
      </li>
      <li>
        <button {...shared} hx-post={`/cells/${id}/deletion`}>
          Delete
        </button>
      </li>
    </>
  );
}
