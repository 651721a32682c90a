// Cells: fold them, run them all, write in a note by double click.

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-collapse]');
  if (button) collapse(button.closest('.cell'));
  if (event.target.closest('[data-run-all]')) runAll();
});

function collapse(cell) {
  const closed = cell.classList.toggle('closed');
  cell.querySelector('[data-collapse]')?.setAttribute('aria-expanded', String(!closed));
}

function runAll() {
  const buttons = document.querySelectorAll('.experiment:not(:has(.stop)) [aria-keyshortcuts="Control+Enter"]');
  for (const button of buttons) button.click();
}

document.addEventListener('dblclick', (event) => {
  const note = event.target.closest('[data-note]')?.closest('.note');
  if (!note) return;
  note.querySelector('.source').open = true;
  note.querySelector('textarea').focus();
});
