// The field of models: a chip for each that is picked, and a list that the server searches as one types. What is picked goes into
// two plain fields of the form.

const modelSearch = '[data-models] [role="combobox"]';

function modelParts(field) {
  return {
    input: field.querySelector('[role="combobox"]'),
    panel: field.querySelector('.model-panel'),
    picked: field.querySelector('.picked'),
    chips: [...field.querySelectorAll('.picked > .chip')],
    options: [...field.querySelectorAll('[role="option"]')],
  };
}

function isModelListOpen(field) {
  return !modelParts(field).panel.hidden;
}

async function openModelList(field, { refresh = false, active = null } = {}) {
  const { input, panel, chips } = modelParts(field);
  const query = new URLSearchParams({ q: input.value, ...(refresh && { refresh: 'true' }) });
  for (const chip of chips) query.append('picked', chip.dataset.key);
  field.asking?.abort();
  field.asking = new AbortController();
  try {
    const response = await fetch(`${field.dataset.models}?${query}`, {
      headers: { 'HX-Request': 'true' },
      signal: field.asking.signal,
    });
    if (!response.ok) throw new Error(String(response.status));
    panel.innerHTML = await response.text();
  } catch (error) {
    if (error.name === 'AbortError') return;
    panel.textContent = 'The list of models could not be loaded.';
  }
  if (!field.contains(document.activeElement)) return;
  panel.hidden = false;
  input.setAttribute('aria-expanded', 'true');
  // Above the field, where its list covers nothing one has just typed; below it where there is more room.
  const { top, bottom } = field.getBoundingClientRect();
  panel.classList.toggle('below', top < 280 && innerHeight - bottom > top);
  const { options } = modelParts(field);
  const again = options.find(({ dataset }) => dataset.key === active);
  markActive(field, again ?? (input.value ? options[0] : null));
}

function closeModelList(field) {
  const { input, panel } = modelParts(field);
  field.asking?.abort();
  panel.hidden = true;
  panel.replaceChildren();
  input.setAttribute('aria-expanded', 'false');
  input.removeAttribute('aria-activedescendant');
}

function markActive(field, option) {
  const { input, options } = modelParts(field);
  for (const one of options) one.classList.toggle('active', one === option);
  if (!option) return input.removeAttribute('aria-activedescendant');
  input.setAttribute('aria-activedescendant', option.id);
  option.scrollIntoView({ block: 'nearest' });
}

function moveActive(field, step) {
  const { options } = modelParts(field);
  const at = options.findIndex(({ classList }) => classList.contains('active'));
  const next = at === -1 && step < 0 ? options.length - 1 : at + step;
  markActive(field, options[(next + options.length) % options.length]);
}

function togglePick(field, option) {
  const { input, picked, chips } = modelParts(field);
  const { key, name, service, unlisted } = option.dataset;
  const known = chips.find(({ dataset }) => dataset.key === key);
  if (known) removeChip(field, known);
  else {
    const chip = field.querySelector('template').content.firstElementChild.cloneNode(true);
    chip.dataset.key = key;
    chip.classList.toggle('unlisted', unlisted !== undefined);
    chip.querySelector('.on-service').textContent = service;
    Object.assign(chip.querySelector('.name-of'), { textContent: name, title: name });
    chip.querySelector('[data-remove]').setAttribute('aria-label', `Remove ${name}`);
    picked.append(chip);
    keepPicks(field, `${name} added`);
  }
  input.value = '';
  input.focus();
  void openModelList(field, { active: key });
}

function removeChip(field, chip) {
  const name = chip.querySelector('.name-of').textContent;
  chip.remove();
  keepPicks(field, `${name} removed`);
}

/** Writes what is picked into the fields that are sent, as a person would type it. */
function keepPicks(field, said) {
  const { picked, chips } = modelParts(field);
  const pairs = chips.map(({ dataset: { key } }) => [key.slice(0, key.indexOf('/')), key.slice(key.indexOf('/') + 1)]);
  picked.classList.toggle('several', new Set(pairs.map(([connection]) => connection)).size > 1);
  const model = field.querySelector('[name="model"]');
  model.value = chips[0]?.dataset.key ?? '';
  field.querySelector('[name="more_models"]').value = pairs
    .slice(1)
    .map(([connection, id]) => `${connection}: ${id}`)
    .join(', ');
  field.querySelector('[role="status"]').textContent = said;
  model.dispatchEvent(new Event('input', { bubbles: true }));
}

async function toggleFavourite(field, option) {
  const { key, name, favourite } = option.dataset;
  if (favourite === undefined) return;
  const connection = key.slice(0, key.indexOf('/'));
  const body = new URLSearchParams({ connection, model: name, favourite: String(favourite !== 'true') });
  await fetch('/models/favourites', { method: 'POST', headers: { 'HX-Request': 'true' }, body });
  field.querySelector('[role="status"]').textContent =
    favourite === 'true' ? `${name} is no favourite` : `${name} is a favourite`;
  void openModelList(field, { active: key });
}

// What is typed to search is no part of the draft: the form must not save it.
document.addEventListener(
  'input',
  (event) => {
    if (!event.target.matches?.(modelSearch)) return;
    event.stopPropagation();
    void openModelList(event.target.closest('[data-models]'));
  },
  true,
);

// Before the keys of cells and of the page, as Escape closes the list and no more.
document.addEventListener(
  'keydown',
  (event) => {
    const field = event.target.closest?.('[data-models]');
    if (!field || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const handled = event.target.matches(modelSearch) ? keyInSearch(field, event) : keyOnChip(field, event);
    if (!handled) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

function keyInSearch(field, { key, shiftKey }) {
  const { input, chips, options } = modelParts(field);
  const open = isModelListOpen(field);
  const active = options.find(({ classList }) => classList.contains('active'));
  if (key === 'ArrowDown' || key === 'ArrowUp') {
    if (open) moveActive(field, key === 'ArrowDown' ? 1 : -1);
    else void openModelList(field);
    return true;
  }
  if (key === 'Enter' && open && active) {
    if (shiftKey) void toggleFavourite(field, active);
    else togglePick(field, active);
    return true;
  }
  if (key === 'Enter' && !shiftKey) {
    if (!open) void openModelList(field);
    return true;
  }
  if (key === 'Escape' && open) {
    closeModelList(field);
    return true;
  }
  if (key === 'Backspace' && input.value === '' && chips.length > 0) {
    removeChip(field, chips.at(-1));
    if (open) void openModelList(field);
    return true;
  }
  return false;
}

function keyOnChip(field, { key, target }) {
  if (key === 'Escape' && isModelListOpen(field)) {
    modelParts(field).input.focus();
    closeModelList(field);
    return true;
  }
  const chip = target.closest('.chip');
  if (!chip || (key !== 'Delete' && key !== 'Backspace')) return false;
  const next = chip.nextElementSibling ?? chip.previousElementSibling;
  removeChip(field, chip);
  (next?.querySelector('[data-remove]') ?? modelParts(field).input).focus();
  return true;
}

document.addEventListener('click', (event) => {
  const field = event.target.closest?.('[data-models]');
  if (!field) return;
  const { input } = modelParts(field);
  const option = event.target.closest('[role="option"]');
  if (event.target.closest('[data-remove]')) {
    removeChip(field, event.target.closest('.chip'));
    input.focus();
    if (isModelListOpen(field)) void openModelList(field);
  } else if (option) {
    if (event.target.closest('[data-star]')) void toggleFavourite(field, option);
    else togglePick(field, option);
  } else if (event.target.closest('[data-refresh]')) {
    input.focus();
    void openModelList(field, { refresh: true });
  } else if (event.target.closest('.picker')) {
    input.focus();
    void openModelList(field);
  }
});

// A press on the list leaves the focus in the field.
document.addEventListener('mousedown', (event) => {
  if (event.target.closest?.('.model-panel [role="listbox"]')) event.preventDefault();
});

document.addEventListener('focusout', ({ target, relatedTarget }) => {
  const field = target.closest?.('[data-models]');
  if (field && !field.contains(relatedTarget) && isModelListOpen(field)) closeModelList(field);
});
