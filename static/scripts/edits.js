// While an answer is awaited that changes the editor's form, nothing else is sent of it: each request carries the whole draft, and one
// that was read before the answer came would put back what the answer changes. What is typed meanwhile stays.
document.addEventListener('htmx:before:request', (event) => {
  const { ctx } = event.detail;
  const form = ctx.typed?.form;
  if (form?.changing) {
    // It is made anew, of what the form then holds.
    event.preventDefault();
    form.waiting ??= new Map();
    form.waiting.set(ctx.sourceElement, ctx);
    return;
  }
  if (!form || ctx.sourceElement === form) return;
  form.changing = ctx;
  ctx.typed.values = new Map(writtenFields(form).map((field) => [field, field.value]));
});

document.addEventListener('htmx:before:swap', ({ detail: { ctx } }) => {
  if (ctx.typed?.values) ctx.typed.since = typedSince(ctx.typed.values);
});

document.addEventListener('htmx:finally:request', ({ detail: { ctx } }) => {
  const form = ctx.typed?.form;
  if (form?.changing !== ctx) return;
  form.changing = undefined;
  for (const typed of ctx.typed.since ?? []) putBack(form, typed);
  const waiting = [...(form.waiting?.values() ?? [])];
  form.waiting = undefined;
  for (const { sourceElement: source, sourceEvent: event, swap, values, request } of waiting) {
    if (source.isConnected) void htmx.ajax(request.method, request.action, { source, event, swap, values });
  }
});

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

/** Writes what was typed into the field that has taken the place of the one it was typed into. */
function putBack(form, { field, sent, place, value, focused, selection }) {
  if (field.isConnected) return;
  const alike = writtenFields(form).filter((one) => one.value === sent && fieldName(one) === fieldName(field));
  const instead = alike[place] ?? alike.at(-1);
  if (!instead) return;
  instead.value = value;
  if (focused) {
    instead.focus();
    instead.setSelectionRange(...selection);
  }
  instead.dispatchEvent(new Event('input', { bubbles: true }));
}
