// The entries of the form: adding one, their order, and what is said about them.

const RANK = "[data-order]";

export const say = (text, words) => text.replace(/%\((\w+)\)s/g, (_, name) => words[name]);
export const items = (box) => [...box.querySelectorAll(".picture-list > li")];

export function tell(box, name, words = {}) {
  const status = box.querySelector("[data-status]");
  status.textContent = say(status.dataset[name], words);
}

// Makes `item` the entry of a stored photograph: {id, thumb} and, from the library, {alt, x, y}.
export function fill(box, item, photo) {
  item.className = "picture-entry";
  item.innerHTML = box.querySelector("template[data-entry]").innerHTML.replaceAll("__id__", Number(photo.id));
  item.querySelectorAll("[data-thumb]").forEach((image) => { image.src = photo.thumb; });
  item.querySelector("[data-alt]").value = photo.alt ?? "";
  for (const name of ["x", "y"]) item.querySelector(`[data-${name}]`).value = photo[name] ?? 50;
  item.querySelector("[data-x]").dispatchEvent(new Event("input", { bubbles: true }));
  const cover = item.querySelector("input[type=radio]");
  if (!box.querySelector(`input[name="${cover.name}"]:checked`)) cover.checked = true;
  renumber(box);
}

export function append(box, className) {
  const item = document.createElement("li");
  item.className = className;
  box.querySelector(".picture-list").append(item);
  return item;
}

export function renumber(box) {
  items(box).forEach((item, index) => {
    item.querySelectorAll("[data-number]").forEach((one) => { one.textContent = index + 1; });
    const rank = item.querySelector(RANK);
    if (rank) rank.value = index + 1;
  });
  countMissing(box);
}

function countMissing(box) {
  const count = [...box.querySelectorAll(".picture-list [data-alt]")].filter((one) => !one.value.trim()).length;
  const line = box.querySelector("[data-missing]");
  line.textContent = count ? say(line.dataset.missing, { count }) : "";
}

// Gives `item` the place of `other`. The others move: what moves loses focus and pointer.
export function takePlace(item, other) {
  const isLater = item.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
  let passed;
  do {
    passed = isLater ? item.nextElementSibling : item.previousElementSibling;
    if (isLater) item.before(passed);
    else item.after(passed);
  } while (passed !== other);
}

export function moved(box, item) {
  renumber(box);
  const all = items(box);
  tell(box, "moved", { number: all.indexOf(item) + 1, count: all.length });
}

export function orderByButtons(box) {
  const place = (item, other) => { if (other && other !== item) takePlace(item, other); moved(box, item); };
  box.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    const item = button?.closest("li");
    if (item) place(item, button.dataset.move === "up" ? item.previousElementSibling : item.nextElementSibling);
  });
  box.addEventListener("change", (event) => {
    if (!event.target.matches(RANK)) return;
    const all = items(box);
    place(event.target.closest("li"), all[Math.min(Math.max(event.target.value, 1), all.length) - 1]);
  });
  box.addEventListener("input", (event) => { if (event.target.matches("[data-alt]")) countMissing(box); });
  renumber(box);
}
