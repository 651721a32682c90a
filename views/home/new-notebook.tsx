import { Icon } from '../icon.tsx';

/** Makes a notebook with one experiment and opens it with the caret where one types. */
export function NewNotebook() {
  return (
    <form action="/notebooks" method="post">
      <button type="submit" class="button">
        <Icon name="plus" />
        New notebook
      </button>
    </form>
  );
}

/** Makes a notebook out of a file. */
export function ImportNotebook() {
  return (
    <details class="menu" data-menu>
      <summary class="button">
        <Icon name="import" />
        Import
      </summary>
      <form class="pop stack" action="/notebooks/imports" method="post" enctype="multipart/form-data">
        <div class="field">
          <label for="import-file">Notebook file</label>
          <input
            id="import-file"
            type="file"
            name="file"
            accept=".json,.yaml,.yml,application/json"
            required
            hx-post="/notebooks/imports/previews"
            hx-trigger="change"
            hx-encoding="multipart/form-data"
            hx-target="#import-found"
            hx-swap="innerHTML"
          />
        </div>
        <p class="hint">
          A file that “Export” wrote, or a promptfoo configuration in YAML or JSON: nothing in it is run.
        </p>
        <div id="import-found" aria-live="polite" />
        <button type="submit" class="button">
          Import notebook
        </button>
        <p class="hint">
          <a href="/pastes">Paste a request</a>: curl, Python, TypeScript, JSON or a conversation.
        </p>
      </form>
    </details>
  );
}
