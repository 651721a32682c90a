// What htmx does not do: keyboard, copying, and marking fields whose error is shown.

const editable = 'input, textarea, select';

/** The experiment the person is in: where the focus is, else the only one, else none. */
function currentExperiment() {
  const around = document.activeElement?.closest('[data-experiment]');
  if (around) return around;
  const all = document.querySelectorAll('[data-experiment]');
  return all.length === 1 ? all[0] : null;
}

document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    // Pressed twice it must not answer the question that the first press led to.
    if (document.querySelector('dialog[data-asks][open]')) return event.preventDefault();
    const run = currentExperiment()?.querySelector('[aria-keyshortcuts="Control+Enter"]');
    if (run) {
      event.preventDefault();
      run.click();
    }
    return;
  }
  if (event.key === 'Escape' && !document.querySelector('dialog[open]')) {
    const scope = currentExperiment() ?? document;
    const stop = scope.querySelector('.btn.stop') ?? document.querySelector('.btn.stop');
    stop?.click();
    return;
  }
  if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
    if (moveByKey(event.target, event.key === 'ArrowUp' ? 'up' : 'down')) event.preventDefault();
    return;
  }
  if (
    (event.ctrlKey || event.metaKey) &&
    event.key.toLowerCase() === 'z' &&
    !document.activeElement?.matches(editable)
  ) {
    const keys = event.shiftKey ? 'Control+Shift+Z' : 'Control+Z';
    const button = currentExperiment()?.querySelector(`[aria-keyshortcuts="${keys}"]`);
    if (button) {
      event.preventDefault();
      button.click();
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || document.activeElement?.matches(editable)) return;
  if (event.key === '/') {
    const search = document.querySelector('[data-shortcut="/"]');
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    } else {
      location.assign('/');
    }
  }
  if (event.key === '?') document.getElementById('help')?.showModal();
});

document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy]');
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  const name = button.querySelector('.tool-name') ?? button;
  try {
    await navigator.clipboard.writeText(source?.textContent ?? '');
    name.textContent = 'Copied';
  } catch {
    name.textContent = 'Select and copy by hand';
    getSelection()?.selectAllChildren(source);
  }
  button.classList.add('told');
  setTimeout(() => {
    name.textContent = 'Copy';
    button.classList.remove('told');
  }, 1500);
});

// One stop for the Tab key in a long row of tokens; the arrow keys move within it.
document.addEventListener('keydown', (event) => {
  const token = event.target.closest?.('[data-roving] > [role="option"]');
  const all = token ? [...token.parentElement.children] : [];
  const steps = { ArrowRight: 1, ArrowLeft: -1, Home: -all.length, End: all.length };
  const step = steps[event.key];
  if (!token || step === undefined) return;
  event.preventDefault();
  const next = all[Math.min(all.length - 1, Math.max(0, all.indexOf(token) + step))];
  token.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
});

// An answer that is folded away is unfolded when the address names it.
function showAddressed() {
  const id = /^#completion-(\d+)$/.exec(location.hash)?.[1];
  if (!id || document.getElementById(`completion-${id}`)) return;
  const holdsIt = (fold) => !fold.open && fold.dataset.members.split(' ').includes(id);
  const around = [...document.querySelectorAll('[data-members]')].find(holdsIt);
  if (!around) return;
  const loaded = () => {
    if (document.getElementById(`completion-${id}`)) location.replace(location.hash);
    else showAddressed();
  };
  around.addEventListener('htmx:after:swap', loaded, { once: true });
  around.open = true;
}
document.addEventListener('DOMContentLoaded', showAddressed);
window.addEventListener('hashchange', showAddressed);

// The editor's form is saved as it is typed in; it never navigates.
document.addEventListener('submit', (event) => {
  if (event.target.matches('form.editor')) event.preventDefault();
});

function markInvalidFields() {
  for (const field of document.querySelectorAll('[data-error]')) {
    const message = document.getElementById(field.dataset.error)?.textContent ?? '';
    if (message === '') field.removeAttribute('aria-invalid');
    else {
      field.setAttribute('aria-invalid', 'true');
      field.closest('details.more:not([open])')?.setAttribute('open', '');
    }
  }
}
document.addEventListener('htmx:after:swap', markInvalidFields);

// An answer may name the field to write in next; so may the address, after an answer that led to another page.
function focusField(id) {
  const field = document.getElementById(id);
  if (!field?.matches(editable)) return;
  field.focus();
  field.scrollIntoView({ block: 'center' });
}
document.addEventListener('htmx:after:swap', () => {
  for (const wish of document.querySelectorAll('[data-focus]')) {
    const { focus } = wish.dataset;
    if (!document.getElementById(focus)) continue;
    wish.remove();
    setTimeout(() => focusField(focus));
  }
});
addEventListener('load', () => focusField(location.hash.slice(1)));

// A server that cannot be reached must not swallow what was typed: say so, and keep the page as it is.
document.addEventListener('htmx:error', (event) => {
  const status = event.detail?.ctx?.response?.status;
  if (status !== undefined) return;
  const toast = document.createElement('div');
  toast.className = 'toast err';
  toast.setAttribute('role', 'alert');
  toast.textContent =
    'Tempera cannot be reached. What you typed is still here; it is saved once the server is back and you type on.';
  document.getElementById('toasts')?.replaceChildren(toast);
});

// The editor: rows that were typed in go along with whatever the editor's form sends; the others stay where they are, so
// that hundreds of them cost nothing to save.

let keystrokes = 0;
const LONGEST_UNSAVED_MS = 500;
/** The forms that are saved as they are typed in. */
const WRITTEN = 'form.editor, form.note-text';

document.addEventListener('input', (event) => {
  const form = event.target.closest?.(WRITTEN);
  if (!form) return;
  keystrokes += 1;
  const row = event.target.closest('.ex');
  if (row) row.dataset.dirty = String(keystrokes);
  form.dataset.unsaved = String(keystrokes);
  // Saving waits for a pause in the typing, but not for long.
  form.unsavedSince ??= Date.now();
  if (Date.now() - form.unsavedSince < LONGEST_UNSAVED_MS) return;
  form.unsavedSince = Date.now();
  form.dispatchEvent(new Event('save'));
});

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

document.addEventListener('htmx:config:request', ({ detail: { ctx } }) => {
  const form = writtenForm(ctx);
  if (!form) return;
  const rows = addTypedRows(form, ctx.request.body);
  ctx.typed = { form, rows, unsaved: form.dataset.unsaved, sent: Date.now() };
});

document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
  const { typed, response } = ctx;
  if (!typed || !response?.raw?.ok) return;
  for (const [row, stamp] of typed.rows) if (row.dataset.dirty === stamp) delete row.dataset.dirty;
  if (typed.form.dataset.unsaved === typed.unsaved) delete typed.form.dataset.unsaved;
  typed.form.unsavedSince = typed.form.dataset.unsaved === undefined ? undefined : typed.sent;
  const conflict = typed.form.querySelector('[data-conflict]');
  if (!conflict?.contains(ctx.sourceElement)) conflict?.remove();
  typed.form.querySelector('details.sent[open]')?.dispatchEvent(new Event('saved'));
});

// A question that was answered goes away, whatever came of it: what is said then would stand behind it.
document.addEventListener('htmx:finally:request', ({ detail: { ctx } }) => {
  ctx.sourceElement?.closest?.('dialog[data-asks]')?.close();
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

/** Tokens and their share beside each row, and the numbers in labels, which change with the rows' places. */
function describeRows() {
  for (const section of document.querySelectorAll('section.examples')) {
    const rows = section.querySelectorAll('.ex');
    const { tokens, input, price } = section.querySelector('.ex-state')?.dataset ?? {};
    const counts = tokens ? tokens.split(',').map(Number) : [];
    rows.forEach((row, index) => {
      numberRow(row, index + 1);
      if (counts.length === rows.length) describeRow(row, { tokens: counts[index], input: Number(input), price });
    });
  }
}

function numberRow(row, number) {
  if (row.dataset.number === String(number)) return;
  row.dataset.number = String(number);
  for (const element of row.querySelectorAll('[aria-label^="Example "]')) {
    element.setAttribute('aria-label', element.getAttribute('aria-label').replace(/^Example \d+/, `Example ${number}`));
  }
}

function describeRow(row, { tokens, input, price }) {
  const on = row.querySelector('[role="switch"]').getAttribute('aria-checked') === 'true';
  const share = on && input > 0 ? ` · ${Math.round((100 * tokens) / input)}%` : '';
  const text = `${tokens} tok${share}`;
  const place = row.querySelector('[data-tok]');
  if (place.textContent !== text) place.textContent = text;
  const cost = price ? `, $${((tokens * Number(price)) / 1e12).toPrecision(3)} of each request` : '';
  place.title = on ? `${tokens} tokens${share && `, ${share.slice(3)} of the input`}${cost}` : 'switched off: not sent';
}

document.addEventListener('htmx:after:swap', () => {
  describeRows();
  for (const dialog of document.querySelectorAll('dialog[data-modal]:not([open])')) {
    dialog.addEventListener('close', () => dialog.remove());
    dialog.showModal();
  }
});
describeRows();

/** Tells the server where a row stands now. */
function sendPlace(row) {
  const handle = row.querySelector('.handle');
  const to = [...row.parentElement.children].indexOf(row);
  describeRows();
  void htmx.ajax('POST', handle.dataset.move, { source: handle, swap: 'none', values: { to } });
}

/** Moves the row or message around an element; `false` when it is in neither. */
function moveByKey(element, direction) {
  const row = element.closest?.('.ex');
  if (row) {
    const neighbour = direction === 'up' ? row.previousElementSibling : row.nextElementSibling;
    if (!neighbour) return true;
    // The neighbour goes, the row stays: so it keeps the focus and the place of the cursor.
    if (direction === 'up') row.after(neighbour);
    else row.before(neighbour);
    row.scrollIntoView({ block: 'nearest' });
    sendPlace(row);
    return true;
  }
  const button = element.closest?.('.msg')?.querySelector(`[hx-vals='{"direction":"${direction}"}']`);
  if (!button) return false;
  const field = element.closest('.msg').querySelector('textarea')?.id.replace(/\d+$/, '');
  const index = Number(element.closest('.msg').querySelector('textarea')?.id.match(/\d+$/)?.[0]);
  if (button.disabled) return true;
  const refocus = () => document.getElementById(`${field}${index + (direction === 'up' ? -1 : 1)}`)?.focus();
  document.addEventListener('htmx:after:swap', refocus, { once: true });
  button.click();
  return true;
}

// Dragging a row by its handle.
let drag = null;

document.addEventListener('pointerdown', (event) => {
  const handle = event.target.closest?.('.handle');
  if (!handle || event.button !== 0) return;
  event.preventDefault();
  handle.focus();
  handle.setPointerCapture(event.pointerId);
  const row = handle.closest('.ex');
  row.classList.add('dragged');
  drag = { row, from: [...row.parentElement.children].indexOf(row) };
});

document.addEventListener('pointermove', (event) => {
  if (!drag) return;
  const { row } = drag;
  const middle = (other) => {
    const { top, height } = other.getBoundingClientRect();
    return top + height / 2;
  };
  while (row.previousElementSibling && event.clientY < middle(row.previousElementSibling)) {
    row.after(row.previousElementSibling);
  }
  while (row.nextElementSibling && event.clientY > middle(row.nextElementSibling)) row.before(row.nextElementSibling);
  if (event.clientY < 60) scrollBy(0, -12);
  if (event.clientY > innerHeight - 60) scrollBy(0, 12);
});

function drop() {
  if (!drag) return;
  const { row, from } = drag;
  drag = null;
  row.classList.remove('dragged');
  if ([...row.parentElement.children].indexOf(row) !== from) sendPlace(row);
}
document.addEventListener('pointerup', drop);
document.addEventListener('pointercancel', drop);
