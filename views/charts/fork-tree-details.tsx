/** The place of a cell's fork tree, which is drawn when it is asked for. */
export function ForkTreeDetails({ path }: { readonly path: string }) {
  return (
    <details
      class="unfold fork"
      hx-get={`${path}/fork-tree`}
      hx-trigger="toggle once"
      hx-target="find .unfolded"
      hx-swap="innerHTML"
    >
      <summary class="small">Where the answers part</summary>
      <div class="unfolded" hx-morph-skip-children>
        <p class="muted small pad">Loading…</p>
      </div>
    </details>
  );
}
