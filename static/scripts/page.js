// What a page shows: copying, answers named by the address, the field to write in next, dialogs, faults.

document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy]');
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  const name = button.querySelector('.tool-name') ?? button;
  try {
    // What is shown as Markdown is copied as it was written.
    const written = source?.dataset.source ? await (await fetch(source.dataset.source)).text() : source?.textContent;
    await navigator.clipboard.writeText(written ?? '');
    name.textContent = 'Copied';
  } catch {
    name.textContent = 'Select and copy by hand';
    getSelection()?.selectAllChildren(source);
  }
  button.classList.add('told');
  setTimeout(() => {
    name.textContent = 'Copy';
    button.classList.remove('told');
  }, 1500);
});

// A table is copied from its address; as the menu closes on the choice, a message says what came of it.
document.addEventListener('click', async ({ target }) => {
  const button = target.closest('[data-copy-from]');
  if (!button) return;
  try {
    await navigator.clipboard.writeText(await (await fetch(button.dataset.copyFrom)).text());
    sayInCorner('The table was copied.');
  } catch {
    sayInCorner(`“${button.textContent}” did not work: the browser allows no copying here.`, { stays: true });
  }
});

// The tab of the browser is called as its notebook is, from the moment in which that is renamed.
const NOTEBOOK_TITLE = '.title > h1 > input[name="title"]';

function nameTab() {
  const title = document.querySelector(NOTEBOOK_TITLE)?.value.trim();
  if (title) document.title = `${title} · Tempera`;
}

document.addEventListener('input', ({ target }) => {
  if (target.matches(NOTEBOOK_TITLE)) nameTab();
});
document.addEventListener('htmx:after:swap', nameTab);

// What was typed of it last is sent on its way out when the page goes away before the pause in the typing.
document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
  const field = ctx.sourceElement;
  if (field?.matches?.(NOTEBOOK_TITLE) && ctx.response?.raw?.ok) field.defaultValue = ctx.request.body.get('title');
});
addEventListener('beforeunload', sendTitle);
addEventListener('pagehide', sendTitle);

function sendTitle() {
  const field = document.querySelector(NOTEBOOK_TITLE);
  if (!field || field.value === field.defaultValue) return;
  field.defaultValue = field.value;
  void fetch(field.getAttribute('hx-put'), {
    method: 'PUT',
    headers: { 'HX-Request': 'true' },
    body: new URLSearchParams({ title: field.value }),
    keepalive: true,
  });
}

// An answer that is folded away is unfolded when the address names it.
function showAddressed() {
  const id = /^#completion-(\d+)$/.exec(location.hash)?.[1];
  if (!id || document.getElementById(`completion-${id}`)) return;
  const holdsIt = (fold) => !fold.open && fold.dataset.members.split(' ').includes(id);
  const around = [...document.querySelectorAll('[data-members]')].find(holdsIt);
  if (!around) return;
  const loaded = () => {
    if (document.getElementById(`completion-${id}`)) location.replace(location.hash);
    else showAddressed();
  };
  around.addEventListener('htmx:after:swap', loaded, { once: true });
  around.open = true;
}
document.addEventListener('DOMContentLoaded', showAddressed);
window.addEventListener('hashchange', showAddressed);

function markInvalidFields() {
  for (const field of document.querySelectorAll('[data-error]')) {
    const message = document.getElementById(field.dataset.error)?.textContent ?? '';
    if (message === '') field.removeAttribute('aria-invalid');
    else {
      field.setAttribute('aria-invalid', 'true');
      field.closest('details.more:not([open])')?.setAttribute('open', '');
    }
  }
}
document.addEventListener('htmx:after:swap', markInvalidFields);

// An answer may name the field to write in next; so may the address, after an answer that led to another page.
function focusField(id) {
  const field = document.getElementById(id);
  if (!field?.matches(editable)) return;
  field.focus();
  field.scrollIntoView({ block: 'center' });
}
document.addEventListener('htmx:after:swap', ({ detail: { ctx } }) => {
  for (const wish of document.querySelectorAll('[data-focus]')) {
    const { focus } = wish.dataset;
    if (!document.getElementById(focus)) continue;
    wish.remove();
    if (!writesElsewhere(ctx)) setTimeout(() => focusField(focus));
  }
});
/** Whether somebody has begun to write in another field since the request was sent: the caret stays there. */
function writesElsewhere({ focused, typed }) {
  const at = document.activeElement;
  return (at !== focused && at?.matches(editable)) || typed?.since?.some((one) => one.focused);
}
/** The user message of a notebook in which nothing was written yet. */
function firstField() {
  const fields = document.querySelectorAll('[data-experiment] [aria-label="User message"]');
  return fields.length === 1 && fields[0].value === '' ? fields[0].id : '';
}
addEventListener('load', () => focusField(location.hash.slice(1) || firstField()));

// A dialog that an answer brings opens over the page, and leaves it when it is closed.
document.addEventListener('htmx:after:swap', () => {
  for (const dialog of document.querySelectorAll('dialog[data-modal]:not([open])')) {
    dialog.addEventListener('close', () => dialog.remove());
    dialog.showModal();
  }
});

// A question that was answered goes away, whatever came of it: what is said then would stand behind it.
document.addEventListener('htmx:finally:request', ({ detail: { ctx } }) => {
  ctx.sourceElement?.closest?.('dialog[data-asks]')?.close();
});
