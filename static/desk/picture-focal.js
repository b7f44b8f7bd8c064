// The main point of a picture: tapped on it, or moved with two sliders.

const STEP = 10; // per cent; there is one class for each step

const nearest = (value) => Math.floor((Number(value) + STEP / 2) / STEP) * STEP;

function show(item) {
  const [x, y] = ["x", "y"].map((name) => item.querySelector(`[data-${name}]`).value);
  const mark = item.querySelector("[data-focal] circle");
  mark.setAttribute("cx", `${x}%`);
  mark.setAttribute("cy", `${y}%`);
  item.querySelector(".picture-thumb").className = `picture-thumb focal-x-${nearest(x)} focal-y-${nearest(y)}`;
}

export function aim(box) {
  box.addEventListener("click", (event) => {
    const frame = event.target.closest("[data-focal]");
    if (!frame) return;
    const { left, top, width, height } = frame.getBoundingClientRect();
    const item = frame.closest("li");
    item.querySelector("[data-x]").value = Math.round(((event.clientX - left) / width) * 100);
    item.querySelector("[data-y]").value = Math.round(((event.clientY - top) / height) * 100);
    // Said like a slider's own change, for whoever keeps what was typed.
    item.querySelector("[data-y]").dispatchEvent(new Event("input", { bubbles: true }));
  });
  box.addEventListener("input", (event) => {
    if (event.target.matches("[data-x], [data-y]")) show(event.target.closest("li"));
  });
}
