interface CellActionsProps {
  readonly id: number;
  /** The cell's own form, whose text goes along so that nothing typed is lost. */
  readonly form: string;
}

/** Move, duplicate and delete: the same for every cell. */
export function CellActions({ id, form }: CellActionsProps) {
  const shared = { type: 'button', class: 'button quiet', 'hx-include': `#${form}`, 'hx-swap': 'none' } as const;
  return (
    <>
      <button
        {...shared}
        hx-post={`/cells/${id}/moves`}
        hx-vals='{"direction":"up"}'
        aria-label="Move cell up"
        title="Move up"
      >
        ↑
      </button>
      <button
        {...shared}
        hx-post={`/cells/${id}/moves`}
        hx-vals='{"direction":"down"}'
        aria-label="Move cell down"
        title="Move down"
      >
        ↓
      </button>
      <button {...shared} hx-post={`/cells/${id}/duplicates`}>
        Duplicate
      </button>
      <button {...shared} hx-post={`/cells/${id}/deletion`}>
        Delete
      </button>
    </>
  );
}
