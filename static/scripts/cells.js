// Cells: collapse them or a part of them, run them all, write in a note by double click, drag them.

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-collapse]');
  if (button) collapse(button.closest('.cell'), button.dataset.collapse);
  if (event.target.closest('[data-run-all]')) runAll();
});

const COLLAPSED = 'tempera-collapsed';

/** What this browser has collapsed, as `cell-5 prompt`. */
function keptCollapsed() {
  try {
    return new Set(JSON.parse(localStorage.getItem(COLLAPSED) ?? '[]'));
  } catch {
    return new Set();
  }
}

function collapse(cell, part) {
  const kept = keptCollapsed();
  const entry = `${cell.id} ${part}`;
  if (!kept.delete(entry)) kept.add(entry);
  try {
    localStorage.setItem(COLLAPSED, JSON.stringify([...kept].slice(-500)));
  } catch {
    // Without storage it holds for this page.
  }
  showCollapsed(cell, part, kept.has(entry));
}

function showCollapsed(cell, part, collapsed) {
  cell.classList.toggle(`no-${part}`, collapsed);
  if (part === 'cell') cell.querySelector('[data-collapse="cell"]')?.setAttribute('aria-expanded', String(!collapsed));
}

/** Cells that were moved or restored come anew. */
function applyCollapsed() {
  for (const entry of keptCollapsed()) {
    const [id, part] = entry.split(' ');
    const cell = document.getElementById(id);
    if (cell) showCollapsed(cell, part, true);
  }
}
applyCollapsed();
document.addEventListener('htmx:after:swap', applyCollapsed);

function runAll() {
  const buttons = document.querySelectorAll('.experiment:not(:has(.stop)) [aria-keyshortcuts="Control+Enter"]');
  for (const button of buttons) button.click();
}

function writeIn(note) {
  note.querySelector('.source').open = true;
  note.querySelector('textarea').focus();
}

document.addEventListener('dblclick', (event) => {
  const note = event.target.closest('[data-note]')?.closest('.note');
  if (note) writeIn(note);
});

// A new note is there to be written in, a new experiment to be asked something.
document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
  const path = /^\/notebooks\/\d+\/(notes|experiments)$/.exec(ctx.request?.action ?? '');
  if (!path || !ctx.response?.raw?.ok) return;
  const known = new Set([...document.querySelectorAll('.cell')].map(({ id }) => id));
  const enter = () => {
    const cell = [...document.querySelectorAll('.cell')].find(({ id }) => !known.has(id));
    if (cell) enterCell(cell);
  };
  document.addEventListener('htmx:after:swap', enter, { once: true });
});

/** Puts the caret where one writes in a cell. */
function enterCell(cell) {
  if (cell.matches('.note')) writeIn(cell);
  else cell.querySelector('[aria-label="User message"]')?.focus();
}

// Dragging a cell by its grip.
let draggedCell = null;

document.addEventListener('pointerdown', (event) => {
  const grip = event.target.closest?.('[data-grip]');
  if (!grip || event.button !== 0) return;
  event.preventDefault();
  grip.setPointerCapture(event.pointerId);
  const cell = grip.closest('.cell');
  cell.classList.add('dragged');
  draggedCell = { cell, before: cell.previousElementSibling };
});

document.addEventListener('pointermove', (event) => {
  if (!draggedCell) return;
  const { cell } = draggedCell;
  const { top, bottom } = cell.getBoundingClientRect();
  const [above, below] = [cell.previousElementSibling, cell.nextElementSibling];
  // A cell passes its neighbour once the pointer is where the neighbour would end up; else tall ones would jump to and fro.
  if (above && event.clientY < top && event.clientY < middleOf(above)) cell.after(above);
  else if (below && event.clientY > bottom && event.clientY > middleOf(below)) cell.before(below);
  if (event.clientY < 80) scrollBy(0, -16);
  if (event.clientY > innerHeight - 40) scrollBy(0, 16);
});

function middleOf(element) {
  const { top, height } = element.getBoundingClientRect();
  return top + Math.min(height / 2, 120);
}

function dropCell() {
  if (!draggedCell) return;
  const { cell, before } = draggedCell;
  draggedCell = null;
  cell.classList.remove('dragged');
  const after = cell.previousElementSibling;
  if (after === before) return;
  const values = { after: after ? after.id.replace('cell-', '') : '' };
  void htmx.ajax('POST', `/cells/${cell.id.replace('cell-', '')}/place`, { source: cell, swap: 'none', values });
}
document.addEventListener('pointerup', dropCell);
document.addEventListener('pointercancel', dropCell);
