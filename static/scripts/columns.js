// Says which columns are in view where more than fit are scrolled sideways: "1-6 of 12".

const BOXES = '.answers.many, .run-rows';

function countColumns(box) {
  const heads = [...box.querySelectorAll('.col')];
  const said = box.parentElement.querySelector('[data-column-count]');
  if (said === null || heads.length === 0) return;
  const { left, right } = box.getBoundingClientRect();
  const inView = heads.flatMap((head, index) => {
    const at = head.getBoundingClientRect();
    const middle = (at.left + at.right) / 2;
    return middle >= left && middle <= right ? [index + 1] : [];
  });
  said.hidden = inView.length === heads.length || inView.length === 0;
  const [first, last] = [inView[0], inView.at(-1)];
  if (!said.hidden)
    said.textContent = `${first === last ? `Column ${first}` : `Columns ${first}–${last}`} of ${heads.length}`;
}

const boxes = new ResizeObserver((entries) => {
  for (const { target } of entries) countColumns(target);
});

function watchColumns(root) {
  for (const box of root.querySelectorAll(BOXES)) boxes.observe(box);
}

addEventListener(
  'scroll',
  ({ target }) => {
    if (target instanceof Element && target.matches(BOXES)) countColumns(target);
  },
  { capture: true, passive: true },
);
addEventListener('htmx:after:swap', () => watchColumns(document));
watchColumns(document);
