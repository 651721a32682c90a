// Keys for cells as in other notebooks: they hold while a cell itself has the focus, not a field in it.

const runKey = '[aria-keyshortcuts="Control+Enter"]';

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === 'Enter' && event.shiftKey) return void runAndGoOn(event);
  if (event.key === 'Escape') return void leaveField(event);
  const cell = document.activeElement;
  if (cell?.matches('.cells > .cell') && !pressedInside) pressInCell(event, cell);
});

/** Whether the last press of a pointer was into a cell's panes: the keys after it scroll, as anywhere, and delete nothing. */
let pressedInside = false;
document.addEventListener('pointerdown', ({ target }) => {
  pressedInside = Boolean(target.closest?.('.panes'));
});

/** Shift and Enter: runs the experiment, closes the note, and goes to the cell after it. */
function runAndGoOn(event) {
  const cell = event.target.closest?.('.cells > .cell');
  if (!cell || event.target.closest('dialog, .pop, button, summary, a')) return;
  event.preventDefault();
  if (cell.matches('.note')) cell.querySelector('.source').open = false;
  else cell.querySelector(runKey)?.click();
  selectCell(cell.nextElementSibling ?? cell);
}

/** Escape in a field leaves it for its cell; a run is stopped by Escape only from there. */
function leaveField(event) {
  const field = event.target;
  const cell = field.matches?.('input, textarea, select') ? field.closest('.cells > .cell') : null;
  if (!cell || document.querySelector('dialog[open], details[data-menu][open]')) return;
  event.stopImmediatePropagation();
  selectCell(cell);
}

function selectCell(cell) {
  pressedInside = false;
  cell.focus({ preventScroll: true });
  cell.scrollIntoView({ block: 'nearest' });
}

/** When the `d` came that waits for a second one. */
let deleteAt = Number.NEGATIVE_INFINITY;

function pressInCell(event, cell) {
  const press = {
    ArrowUp: () => cell.previousElementSibling && selectCell(cell.previousElementSibling),
    ArrowDown: () => cell.nextElementSibling && selectCell(cell.nextElementSibling),
    Enter: () => enterCell(cell),
    a: () => insertAt(cell.previousElementSibling, 'experiments'),
    b: () => insertAt(cell, 'experiments'),
    A: () => insertAt(cell.previousElementSibling, 'notes'),
    B: () => insertAt(cell, 'notes'),
    d: () => deleteOnSecond(event, cell),
  }[event.key];
  if (!press) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  press();
}

/** Puts a new cell after another one; `null`: before all. */
function insertAt(before, kind) {
  const path = document.querySelector(`.add [data-insert="${kind}"]`)?.getAttribute('hx-post');
  if (!path) return;
  const place = before ? { target: before, swap: 'afterend' } : { target: '#cells', swap: 'afterbegin' };
  const after = before ? before.id.replace('cell-', '') : '';
  void htmx.ajax('POST', path, { source: document.getElementById('cells'), ...place, values: { after } });
}

function deleteOnSecond(event, cell) {
  const again = event.timeStamp - deleteAt < 800;
  deleteAt = again ? Number.NEGATIVE_INFINITY : event.timeStamp;
  if (!again) return;
  const neighbour = cell.nextElementSibling ?? cell.previousElementSibling;
  cell.querySelector('[hx-post$="/deletion"][hx-post^="/cells/"]')?.click();
  if (neighbour) selectCell(neighbour);
}
