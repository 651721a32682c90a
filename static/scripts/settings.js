// Forms that are saved as one: Save stands out once something differs from what is kept.
function isChanged(form) {
  return [...form.elements].some(({ value, defaultValue }) => defaultValue !== undefined && value !== defaultValue);
}

function showChanges(form) {
  const changed = isChanged(form);
  const wrong = form.querySelector('[aria-invalid="true"]') !== null;
  form.querySelector('[type="submit"]').classList.toggle('primary', changed || wrong);
  form.querySelector('[data-save-state]').textContent = changed ? 'not saved yet' : '';
}

for (const form of document.querySelectorAll('form[data-save]')) {
  showChanges(form);
  form.addEventListener('input', () => showChanges(form));
}
