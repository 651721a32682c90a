// Messages in the corner leave by themselves, though not under a pointer or the focus; errors stay until they are closed.

const TOAST_MS = 10_000;

const toastWatch = new MutationObserver((changes) => {
  for (const toast of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
    if (toast.matches?.('.toast:not([role="alert"])')) letGo(toast, TOAST_MS);
  }
});
const toastPlace = document.getElementById('toasts');
if (toastPlace) toastWatch.observe(toastPlace, { childList: true });

function letGo(toast, ms) {
  setTimeout(() => {
    if (toast.matches(':hover, :focus-within')) letGo(toast, 1_000);
    else toast.remove();
  }, ms);
}

document.addEventListener('click', (event) => {
  event.target.closest('[data-close-toast]')?.closest('.toast')?.remove();
});

// A server that cannot be reached must not swallow what was typed: say so, and keep the page as it is.
document.addEventListener('htmx:error', (event) => {
  const status = event.detail?.ctx?.response?.status;
  if (status !== undefined) return;
  const text =
    'Tempera cannot be reached. What you typed is still here; it is saved once the server is back and you type on.';
  sayInCorner(text, { stays: true });
});

/** Says something in the corner; `stays`: a fault, which is there until it is closed or something else is said. */
function sayInCorner(text, { stays = false } = {}) {
  const toast = document.createElement('div');
  toast.className = stays ? 'toast bad' : 'toast';
  if (stays) toast.setAttribute('role', 'alert');
  const close = document.createElement('button');
  close.className = 'button quiet';
  close.dataset.closeToast = '';
  close.textContent = 'Close';
  toast.append(text, close);
  toastPlace?.replaceChildren(toast);
}
