// Picks pictures of the unit's library in a dialog; the browser keeps the focus in it.
import { append, fill, items, say, tell } from "./picture-list.js";

function isShown(box, id) {
  return items(box).some((item) => item.querySelector("input[type=hidden]")?.value === id);
}

function open(box, unit) {
  const dialog = box.querySelector("template[data-dialog]").content.firstElementChild.cloneNode(true);
  const results = dialog.querySelector("[data-results]");
  const add = dialog.querySelector("[data-add]");
  const words = dialog.querySelector("[type=search]");
  const chosen = new Map();

  const count = () => {
    add.textContent = say(add.dataset.text, { count: chosen.size });
    add.disabled = !chosen.size;
  };
  async function load(page) {
    const query = new URLSearchParams({ unit, q: words.value, page });
    const answer = await fetch(`${box.dataset.libraryUrl}?${query}`).catch(() => null);
    const text = await answer?.text();
    if (answer?.ok) results.innerHTML = text;
    else results.textContent = results.dataset.failed;
    for (const one of results.querySelectorAll("input")) {
      one.disabled = isShown(box, one.value);
      one.checked = one.disabled || chosen.has(one.value);
    }
  }

  dialog.querySelector("[data-search]").addEventListener("submit", (event) => { event.preventDefault(); load(1); });
  results.addEventListener("change", ({ target }) => {
    if (target.checked) chosen.set(target.value, { id: target.value, ...target.dataset });
    else chosen.delete(target.value);
    count();
  });
  results.addEventListener("click", async ({ target }) => {
    if (!target.dataset.page) return;
    await load(target.dataset.page);
    results.focus();
  });
  add.addEventListener("click", () => {
    for (const photo of chosen.values()) fill(box, append(box, "picture-entry"), photo);
    dialog.close();
    tell(box, "added", { count: chosen.size });
  });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  count();
  load(1);
  dialog.showModal();
}

export function library(box, unitOf) {
  box.querySelector("[data-library]").addEventListener("click", () => {
    const unit = unitOf();
    if (unit) open(box, unit);
  });
}
