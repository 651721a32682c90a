// Keys: Run, Stop, undo, search, and moving among tokens.

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
      // A key that is held down was pressed once.
      if (!event.repeat) run.click();
    }
    return;
  }
  // Escape in a field is meant for the field: it must not stop a run that costs money. A cell's fields hand the focus to the cell.
  if (event.key === 'Escape' && !document.querySelector('dialog[open]') && !document.activeElement?.matches(editable)) {
    const scope = currentExperiment() ?? document;
    const stop = scope.querySelector('.button.stop') ?? document.querySelector('.button.stop');
    stop?.click();
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
  else keyedControl(event.key)?.click();
});

/** What a key of its own does on this page: within the row in focus, else the first row without a verdict, else the page. */
function keyedControl(key) {
  const control = `[data-key="${CSS.escape(key)}"]`;
  const row =
    document.activeElement?.closest('[data-reading]') ??
    document.querySelector('[data-reading]:not([data-judged])') ??
    document.querySelector('[data-reading]');
  return row?.querySelector(control) ?? document.querySelector(`${control}:not([data-reading] *)`);
}

document.addEventListener('click', (event) => {
  if (event.target.closest('[data-help]')) document.getElementById('help')?.showModal();
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
