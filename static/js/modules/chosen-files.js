// A file field that looks like our buttons shows no names: this says which were chosen.
function line(file) {
  const text = document.createElement("p");
  text.textContent = file.name;
  return text;
}

export function init(box) {
  const input = box.querySelector("input[type=file]");
  const chosen = box.querySelector("[data-chosen]");
  input.addEventListener("change", () => {
    chosen.replaceChildren(...[...input.files].map(line));
  });
}
