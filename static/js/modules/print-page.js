// A button that prints the page.
export function init(button) {
  button.disabled = false;
  button.addEventListener("click", () => print());
}
