// Example rows: what they weigh, and moving them by key and by hand.

/** Tokens and their share beside each row, and the numbers in labels, which change with the rows' places. */
function describeRows() {
  for (const section of document.querySelectorAll('section.examples')) {
    const rows = section.querySelectorAll('.ex');
    const { tokens, input, price } = section.querySelector('.ex-state')?.dataset ?? {};
    const counts = tokens ? tokens.split(',').map(Number) : [];
    // Of more rows than a page carries, these are some.
    const list = section.querySelector('.rows')?.dataset ?? {};
    const from = Number(list.from ?? 0);
    const total = Number(list.total ?? rows.length);
    rows.forEach((row, index) => {
      numberRow(row, from + index + 1);
      if (counts.length === total) describeRow(row, { tokens: counts[from + index], input: Number(input), price });
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

document.addEventListener('htmx:after:swap', describeRows);
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
  const button = element.closest?.('.message')?.querySelector(`[hx-vals='{"direction":"${direction}"}']`);
  if (!button) return false;
  const field = element.closest('.message').querySelector('textarea')?.id.replace(/\d+$/, '');
  const index = Number(element.closest('.message').querySelector('textarea')?.id.match(/\d+$/)?.[0]);
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

document.addEventListener('keydown', (event) => {
  if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
  if (moveByKey(event.target, event.key === 'ArrowUp' ? 'up' : 'down')) event.preventDefault();
});
