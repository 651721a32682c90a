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
  try {
    await navigator.clipboard.writeText(source?.textContent ?? '');
    button.textContent = 'Copied';
  } catch {
    button.textContent = 'Select and copy by hand';
    getSelection()?.selectAllChildren(source);
  }
  setTimeout(() => {
    button.textContent = 'Copy';
  }, 1500);
});

// The editor's form is saved as it is typed in; it never navigates.
document.addEventListener('submit', (event) => {
  if (event.target.matches('form.editor')) event.preventDefault();
});

function markInvalidFields() {
  for (const field of document.querySelectorAll('[data-error]')) {
    const message = document.getElementById(field.dataset.error)?.textContent ?? '';
    if (message === '') field.removeAttribute('aria-invalid');
    else field.setAttribute('aria-invalid', 'true');
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
