// Order by dragging a handle, with a mouse, a pen or a finger.
import { moved, takePlace } from "./picture-list.js";

const EDGE = 80; // pixels from the edge of the window at which it scrolls
const STEP = 24;

// Past the middle of the other one; else two of unequal height would change for ever.
function isPast(event, item, other) {
  if (other.getBoundingClientRect().height === item.getBoundingClientRect().height) return true;
  const { top, height } = other.getBoundingClientRect();
  const isLater = item.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
  return isLater ? event.clientY > top + height / 2 : event.clientY < top + height / 2;
}

function scrollAtEdge(event) {
  if (event.clientY < EDGE) scrollBy(0, -STEP);
  else if (event.clientY > innerHeight - EDGE) scrollBy(0, STEP);
}

export function orderByDragging(box) {
  const list = box.querySelector(".picture-list");
  let item = null;

  list.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-handle]");
    if (!handle || event.button) return;
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    item = handle.closest("li");
    item.classList.add("dragged");
  });
  list.addEventListener("pointermove", (event) => {
    if (!item) return;
    scrollAtEdge(event);
    const other = document.elementFromPoint(event.clientX, event.clientY)?.closest(".picture-list > li");
    if (other && other !== item && list.contains(other) && isPast(event, item, other)) takePlace(item, other);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    list.addEventListener(end, () => {
      if (!item) return;
      item.classList.remove("dragged");
      moved(box, item);
      item = null;
    });
  }
}

// Shows nothing but pictures and their order, so that twenty fit on a screen.
export function showSmall(box) {
  const button = box.querySelector("[data-compact]");
  button.addEventListener("click", () => {
    const isSmall = box.classList.toggle("compact");
    button.setAttribute("aria-pressed", isSmall);
  });
}
