// Menus close when somebody looks elsewhere, and show fields; what there is to read about an answer opens in a sheet at the side.

document.addEventListener('click', (event) => {
  for (const menu of document.querySelectorAll('details[data-menu][open]')) {
    const inside = menu.contains(event.target);
    // A line of a list that was chosen closes it; a form in a menu stays open.
    if (!inside || event.target.closest(':is(ul, .tools) :is(a, button)')) menu.open = false;
  }
});

// A setting that is chosen from a list gets its field, to be written in next.
document.addEventListener('click', ({ target }) => {
  const button = target.closest('[data-shows]');
  const input = button && document.getElementById(button.dataset.shows);
  if (!input) return;
  button.closest('li').hidden = true;
  input.closest('.field').hidden = false;
  input.focus();
});

document.addEventListener('keydown', (event) => {
  const menu = event.key === 'Escape' && document.querySelector('details[data-menu][open]');
  if (!menu) return;
  menu.open = false;
  menu.querySelector('summary').focus();
  event.stopImmediatePropagation();
});

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-sheet]');
  const sheet = document.getElementById('sheet');
  if (!button || !sheet) return;
  document.getElementById('sheet-title').textContent = button.dataset.sheet;
  document.getElementById('sheet-body').textContent = 'Loading…';
  if (!sheet.open) sheet.showModal();
});

// What answers to a press behind another tab opens that tab.
document.addEventListener('click', (event) => {
  const tab = event.target.closest('[data-opens-tab]')?.dataset.opensTab;
  const choice = tab && event.target.closest('.run')?.querySelector(`.tabs [value="${tab}"]`);
  if (!choice) return;
  choice.closest('label').hidden = false;
  choice.checked = true;
});
