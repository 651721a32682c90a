// While an answer is awaited that changes the editor's form, nothing else is sent of it: each request carries the whole draft, and one
// that was read before the answer came would put back what the answer changes. What is pressed meanwhile is done then, one press after
// the other, and what is typed stays.
document.addEventListener('htmx:before:request', ({ detail: { ctx } }) => {
  const form = ctx.typed?.form;
  ctx.focused = document.activeElement;
  if (!form || ctx.sourceElement === form) return;
  form.changing = ctx;
  ctx.typed.values = new Map(writtenFields(form).map((field) => [field, field.value]));
});

document.addEventListener('held', ({ target: form, detail: ctx }) => {
  const { sourceElement: source, sourceEvent: event, swap, values, request } = ctx;
  form.waiting ??= [];
  // One save at the end holds all that is typed.
  if (source === form && form.waiting.some((press) => press.source === form)) return;
  const { method, action } = request;
  if (startsRun(action) && isPressedAlready(form, source)) return;
  form.waiting.push({ source, looks: looksOf(source), method, action, options: { event, swap, values } });
});

const startsRun = (action) => /\/runs$/.test(action);

/** Whether a press waits already, or is awaited with all that is typed: a run is paid for, so it is not started once more. */
function isPressedAlready(form, source) {
  const { sourceElement, typed } = form.changing;
  if (sourceElement === source && typed.unsaved === form.dataset.unsaved) return true;
  return form.waiting.some((press) => press.source === source);
}

document.addEventListener('htmx:before:swap', ({ detail: { ctx } }) => {
  const { typed } = ctx;
  if (typed?.values) typed.form.since = typed.since = typedSince(typed.values);
});

// At once when the fields are replaced: the next key may come before the answer's end.
document.addEventListener('htmx:before:settle', () => {
  for (const form of document.forms) form.since = form.since?.filter((typed) => !putBack(form, typed));
});

document.addEventListener('htmx:finally:request', ({ detail: { ctx } }) => {
  const form = ctx.typed?.form;
  if (form?.changing !== ctx) return;
  form.since = undefined;
  // Only then does the button that was pressed take another press.
  setTimeout(() => sendWaiting(form));
});

function sendWaiting(form) {
  form.changing = undefined;
  while (form.isConnected && !form.changing && form.waiting?.length > 0) send(form, form.waiting.shift());
}

function send(form, { source, looks, method, action, options }) {
  const again = source.isConnected ? source : likeIt(form, looks);
  if (!again || again.disabled) return;
  const path = again === source ? action : again.getAttribute('hx-post');
  void htmx.ajax(method, path, { source: again, ...options });
}

/** By what a button is known that takes the place of one that was pressed: what it does, and to which text. */
function looksOf(source) {
  const path = source.getAttribute('hx-post')?.replace(/\d+/g, '#');
  const text = source.closest('.message')?.querySelector('textarea')?.value;
  return JSON.stringify([path, source.getAttribute('hx-vals'), text, source.closest('.ex')?.dataset.row]);
}

function likeIt(form, looks) {
  return [...form.closest('.experiment').querySelectorAll('[hx-post]')].find((one) => looksOf(one) === looks);
}

function writtenFields(form) {
  return [...form.querySelectorAll('textarea, input[type="text"], input:not([type])')];
}

const fieldName = ({ name, dataset }) => name || dataset.field;

/** What was typed into fields after their values were sent; `place`: which one it is of those that were alike then. */
function typedSince(values) {
  return [...values]
    .filter(([field, sent]) => field.value !== sent)
    .map(([field, sent]) => {
      const alike = [...values].filter(([other, value]) => value === sent && fieldName(other) === fieldName(field));
      const place = alike.findIndex(([other]) => other === field);
      const { value, selectionStart, selectionEnd } = field;
      const focused = document.activeElement === field;
      return { field, sent, place, value, focused, selection: [selectionStart, selectionEnd] };
    });
}

/** Writes what was typed into the field that has taken the place of the one it was typed into; false where none has (yet). */
function putBack(form, { field, sent, place, value, focused, selection }) {
  if (field.isConnected) return false;
  const alike = writtenFields(form).filter((one) => one.value === sent && fieldName(one) === fieldName(field));
  const instead = alike[place] ?? alike.at(-1);
  if (!instead) return false;
  instead.value = value;
  if (focused) {
    instead.focus();
    instead.setSelectionRange(...selection);
  }
  instead.dispatchEvent(new Event('input', { bubbles: true }));
  return true;
}
