// The editor's form is saved as it is typed in; it never navigates.
document.addEventListener('submit', (event) => {
  if (event.target.matches('form.editor')) event.preventDefault();
});

// The editor: rows that were typed in go along with whatever the editor's form sends; the others stay where they are, so
// that hundreds of them cost nothing to save.

let keystrokes = 0;
const LONGEST_UNSAVED_MS = 500;
/** The forms that are saved as they are typed in. */
const WRITTEN = 'form.editor, form.note-text';

document.addEventListener('input', (event) => {
  const form = event.target.closest?.(WRITTEN);
  if (!form || !isPartOf(form, event)) return;
  keystrokes += 1;
  const row = event.target.closest('.ex');
  if (row) row.dataset.dirty = String(keystrokes);
  form.dataset.unsaved = String(keystrokes);
  sayHowSaved();
  // Saving waits for a pause in the typing, but not for long.
  form.unsavedSince ??= Date.now();
  if (Date.now() - form.unsavedSince < LONGEST_UNSAVED_MS) return;
  form.unsavedSince = Date.now();
  form.dispatchEvent(new Event('save'));
});

/** A search that stands within the form is no part of it: nothing that it holds is saved. */
function isPartOf(form, { target }) {
  return target === form || target.form === form;
}

// Answers are marked as those to an earlier prompt while somebody types; once it is saved, the server says whether they are.
document.addEventListener('input', ({ target }) => {
  const form = target.closest?.('form.editor .messages')?.closest('form');
  if (!form) return;
  form.promptTyped = true;
  const mark = stepsBeside(form)?.querySelector('[data-stale]');
  if (mark) mark.hidden = false;
});

function stepsBeside(form) {
  return form.closest('.experiment')?.querySelector('.run-steps');
}

function addTypedRows(form, body) {
  const rows = [...form.querySelectorAll('.ex[data-dirty]')];
  for (const row of rows) {
    body.append('row', row.dataset.row);
    for (const name of ['input', 'output', 'tags']) {
      body.append(`row-${name}`, row.querySelector(`[data-field="${name}"]`).value);
    }
  }
  return rows.map((row) => [row, row.dataset.dirty]);
}

/** The form whose text a request carries. */
function writtenForm({ request: { body }, sourceElement }) {
  if (sourceElement?.matches?.(WRITTEN)) return sourceElement;
  const page = body instanceof FormData ? body.get('page') : null;
  const field = page && document.querySelector(`form.editor input[name="page"][value="${CSS.escape(page)}"]`);
  return field?.form ?? null;
}

document.addEventListener('htmx:config:request', (event) => {
  const { ctx } = event.detail;
  const form = writtenForm(ctx);
  if (!form) return;
  const { sourceElement, sourceEvent } = ctx;
  if (sourceElement === form && form.dataset.unsaved === undefined && sourceEvent && !isPartOf(form, sourceEvent)) {
    event.preventDefault();
    return;
  }
  if (form.changing) {
    event.preventDefault();
    form.dispatchEvent(new CustomEvent('held', { bubbles: true, detail: ctx }));
    return;
  }
  const rows = addTypedRows(form, ctx.request.body);
  ctx.typed = { form, rows, unsaved: form.dataset.unsaved, sent: Date.now() };
});

document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
  const { typed, response } = ctx;
  if (typed && response?.raw?.status === 409) sayHowSaved('', 'Not saved');
  if (!typed || !response?.raw?.ok) return;
  for (const [row, stamp] of typed.rows) if (row.dataset.dirty === stamp) delete row.dataset.dirty;
  if (typed.form.dataset.unsaved === typed.unsaved) delete typed.form.dataset.unsaved;
  sayHowSaved('Saved');
  typed.form.unsavedSince = typed.form.dataset.unsaved === undefined ? undefined : typed.sent;
  const conflict = typed.form.querySelector('[data-conflict]');
  if (!conflict?.contains(ctx.sourceElement)) conflict?.remove();
  typed.form.querySelector('details.sent[open]')?.dispatchEvent(new Event('saved'));
  if (typed.form.promptTyped || ctx.sourceElement !== typed.form)
    stepsBeside(typed.form)?.dispatchEvent(new Event('draft-saved'));
  typed.form.promptTyped = typed.form.dataset.unsaved !== undefined && typed.form.promptTyped;
});

// Whatever is not saved when the page goes away is sent on its way out: before the next page is asked for, so that a reload
// shows it, or at the last moment where that did not come. A choice between two texts is asked for first.
addEventListener('beforeunload', (event) => {
  sendUnsaved();
  if (document.querySelector('[data-conflict]')) event.preventDefault();
});
addEventListener('pagehide', sendUnsaved);

function sendUnsaved() {
  for (const form of document.querySelectorAll('form[data-unsaved]')) {
    if (form.sentUnsaved === form.dataset.unsaved) continue;
    form.sentUnsaved = form.dataset.unsaved;
    const body = new FormData(form);
    addTypedRows(form, body);
    const headers = { 'HX-Request': 'true' };
    void fetch(form.getAttribute('hx-put'), {
      method: 'PUT',
      headers,
      body: new URLSearchParams([...body]),
      keepalive: true,
    });
  }
}

/** The sign beside the title: nothing before the first change, then whether all of it is kept. */
function sayHowSaved(done = '', unsaved = 'Saving…') {
  const sign = document.getElementById('saved');
  const text = document.querySelector('form[data-unsaved]') ? unsaved : done;
  if (sign && text && sign.textContent !== text) sign.textContent = text;
}
