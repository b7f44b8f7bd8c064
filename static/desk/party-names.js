// The parties of a programme as they are typed: suggested to the tasks below, and with
// one press added to a task's supporting bodies. Without this the names are typed.

const list = document.getElementById("names-of-parties");
const ROWS = "#parties-group .form-row:not(.empty-form)";

function names() {
  const rows = [...document.querySelectorAll(ROWS)]
    .filter((row) => !row.querySelector("[name$='-DELETE']:checked"));
  const typed = rows.map((row) => row.querySelector("[name$='-name']")?.value.trim());
  return [...new Set(typed.filter(Boolean))];
}

const parted = (text) => text.split(";").map((one) => one.trim()).filter(Boolean);

function add(field, name) {
  field.value = [...parted(field.value), name].join("; ");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

function offer(field) {
  const box = field.parentElement.querySelector(".names") ?? document.createElement("span");
  box.className = "names";
  const there = parted(field.value.toLowerCase());
  const buttons = names().filter((name) => !there.includes(name.toLowerCase())).map((name) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button quiet";
    button.textContent = `+ ${name}`;
    button.addEventListener("click", () => add(field, name));
    return button;
  });
  box.replaceChildren(...buttons);
  field.after(box);
}

function refresh() {
  list.replaceChildren(...names().map((name) => new Option(name, name)));
  const all = "#tasks-group .task:not(.empty-form) [name$='-support']";
  document.querySelectorAll(all).forEach(offer);
}

if (list) {
  document.addEventListener("change", refresh);
  document.addEventListener("formset:added", refresh);
  document.addEventListener("formset:removed", refresh);
  document.addEventListener("input", ({ target }) => {
    if (target.matches("[name$='-support']")) offer(target);
  });
  refresh();
}
