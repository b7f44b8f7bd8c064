// A button that prints the page.
export function init(button) {
  button.addEventListener("click", () => print());
}
