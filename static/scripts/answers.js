// Answers: seconds that pass, long texts that are cut, columns out of sight.

// Times that run on.
const startedAt = new WeakMap();

function tick() {
  for (const element of document.querySelectorAll('[data-elapsed]')) {
    if (!startedAt.has(element)) startedAt.set(element, performance.now() - Number(element.dataset.elapsed));
    const text = `${Math.floor((performance.now() - startedAt.get(element)) / 1000)} s`;
    if (element.textContent !== text) element.textContent = text;
  }
}
setInterval(tick, 1000);
document.addEventListener('htmx:after:swap', tick);

setInterval(() => {
  for (const time of document.querySelectorAll('time[data-ago]')) {
    const minutes = Math.floor((Date.now() - Date.parse(time.dateTime)) / 60_000);
    if (minutes >= 1 && minutes < 60) time.textContent = `${minutes} min ago`;
  }
}, 20_000);

// A text that is longer than its place says so, and how to see all of it.
const sizes = new ResizeObserver((entries) => markClamped(entries.map(({ target }) => target)));
const watched = new WeakSet();

/** All are measured before any is marked: a mark in between would have the page laid out anew for each of them. */
function markClamped(texts) {
  const measured = texts
    .filter((text) => !text.hasAttribute('data-shown'))
    .map((text) => [text.parentElement, text.scrollHeight > text.clientHeight + 1]);
  for (const [answer, isClamped] of measured) answer?.toggleAttribute('data-clamped', isClamped);
}

let looking = false;
function lookAtTexts() {
  if (looking) return;
  looking = true;
  requestAnimationFrame(() => {
    looking = false;
    const texts = [...document.querySelectorAll('.answer > .text')];
    markClamped(texts.filter((text) => watched.has(text)));
    for (const text of texts) {
      if (watched.has(text)) continue;
      watched.add(text);
      sizes.observe(text);
    }
  });
}
document.addEventListener('htmx:after:swap', lookAtTexts);
lookAtTexts();

document.addEventListener('click', (event) => {
  const answer = event.target.closest('[data-show-all]')?.closest('.answer');
  if (!answer) return;
  answer.querySelector(':scope > .text').setAttribute('data-shown', '');
  answer.removeAttribute('data-clamped');
});

// How many samples more, and what they cost.
document.addEventListener('input', ({ target }) => {
  if (!target.matches('[data-grow]')) return;
  const more = Number(target.value);
  const button = target.form.querySelector('button');
  if (!Number.isInteger(more) || more < 1) return;
  const { requests, unit, cost } = target.dataset;
  const money = unit ? `at most $${Number(((more * Number(unit)) / 1e12).toPrecision(3))}` : cost;
  const sent = more * Number(requests);
  button.textContent = `+${more} samples (${sent.toLocaleString('en-US')} request${sent === 1 ? '' : 's'}, ${money})`;
});

// A run that begins where its answers are out of sight brings them into view.
document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
  const button = ctx.sourceElement;
  if (!button?.matches?.('[aria-keyshortcuts="Control+Enter"]') || !ctx.response?.raw?.ok) return;
  const results = button.closest('.experiment')?.querySelector('.results');
  if (!results || results.getBoundingClientRect().top < innerHeight * 0.6) return;
  results.scrollIntoView({ block: 'start' });
});

// The second click of a double click is not meant: on Run it would pay twice, or meet Stop in its place, or answer the question that the
// first click led to.
document.addEventListener(
  'click',
  (event) => {
    if (event.detail < 2 || !event.target.closest('.stop, .primary')) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);
