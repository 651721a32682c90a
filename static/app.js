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
    else field.setAttribute('aria-invalid', 'true');
  }
}
document.addEventListener('htmx:after:swap', markInvalidFields);

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
