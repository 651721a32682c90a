// The colours of this browser: before the first paint, so that no page flashes; kept here, as they are nobody else's business.
const THEME = 'tempera-theme';

function keptTheme() {
  try {
    const kept = localStorage.getItem(THEME);
    return kept === 'light' || kept === 'dark' ? kept : 'system';
  } catch {
    return 'system';
  }
}

function applyTheme(theme) {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
applyTheme(keptTheme());

document.addEventListener('DOMContentLoaded', () => {
  const choice = document.querySelector('[data-theme-choice]');
  if (!choice) return;
  choice.hidden = false;
  const check = () => {
    for (const radio of choice.querySelectorAll('input')) radio.checked = radio.value === keptTheme();
  };
  check();
  choice.addEventListener('change', ({ target }) => {
    try {
      if (target.value === 'system') localStorage.removeItem(THEME);
      else localStorage.setItem(THEME, target.value);
    } catch {
      // Without storage the choice holds for this page.
    }
    applyTheme(target.value);
  });
  // The other pages of this browser follow.
  addEventListener('storage', ({ key }) => {
    if (key !== THEME && key !== null) return;
    applyTheme(keptTheme());
    check();
  });
});
