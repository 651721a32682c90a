// Forms that are saved as one: Save stands out once something differs from what is kept.
function isChanged(form) {
  return [...form.elements].some(({ options, value, defaultValue }) =>
    options
      ? [...options].some(({ selected, defaultSelected }) => selected !== defaultSelected)
      : defaultValue !== undefined && value !== defaultValue,
  );
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

// The time zone of the browser is offered where days are of another one; the same zone may go by two names.
function zoneOf(timeZone) {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return timeZone;
  }
}

for (const offer of document.querySelectorAll('form[data-zone-offer]')) {
  const own = zoneOf();
  if (!own || own === zoneOf(offer.dataset.zoneOffer)) continue;
  offer.elements.time_zone.value = own;
  offer.querySelector('[data-zone-name]').textContent = own;
  offer.hidden = false;
}
