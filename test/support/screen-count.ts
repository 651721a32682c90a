/**
 * What a person sees of a page without scrolling; runs in the page. A control is a link, button, field or summary that is at least
 * partly in the window, laid out, not hidden and not transparent; a word is a run of letters or digits of a text that is seen there.
 * Words inside answers (`data-text`) are counted apart, those inside fields not at all.
 */
export function countScreen() {
  const isInWindow = ({ width, height, top, bottom, left, right }: DOMRect) =>
    width > 0 && height > 0 && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
  const isShown = (element: Element) => {
    for (let node: Element | null = element; node !== null; node = node.parentElement) {
      const { visibility, display, opacity, clipPath } = getComputedStyle(node);
      if (visibility === 'hidden' || display === 'none' || Number(opacity) < 0.05) return false;
      if (clipPath === 'inset(50%)') return false;
      const closed = node instanceof HTMLDetailsElement && !node.open;
      if (node !== element && closed && !element.closest('summary')) return false;
    }
    return true;
  };
  const isTiny = ({ width, height }: DOMRect) => width <= 2 || height <= 2;
  const selector = 'a[href],button,input:not([type=hidden]),select,textarea,summary,[role=switch],[role=tab]';
  const controls = [...document.querySelectorAll(selector)].filter((element) => {
    const box = element.getBoundingClientRect();
    return isInWindow(box) && !isTiny(box) && isShown(element);
  });
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let words = 0;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent ?? '';
    if (element === null || /^(SCRIPT|STYLE|OPTION|TEXTAREA|NOSCRIPT)$/.test(element.tagName)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    if (!isInWindow(range.getBoundingClientRect()) || isTiny(element.getBoundingClientRect())) continue;
    if (element.closest('[data-text]') !== null || !isShown(element)) continue;
    words += (text.match(/[\p{L}\p{N}][\p{L}\p{N}'’.,:$%–-]*/gu) ?? []).length;
  }
  const answers = [...document.querySelectorAll('[data-text]')].map((element) => element.getBoundingClientRect());
  return { words, controls: controls.length, answersInWindow: answers.filter(isInWindow).length };
}
