// Scrolls a strip sideways so that its current entry is in view.
export function init(strip) {
  const current = strip.querySelector("[aria-current]");
  if (current) strip.scrollLeft = current.offsetLeft - strip.offsetLeft - 16;
}
