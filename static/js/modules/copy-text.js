// A button that copies the text beside it; without this module the text is selected by hand.
export function init(element) {
  const field = element.querySelector("input");
  const button = element.querySelector("button");
  const status = element.querySelector("[role=status]");
  field.addEventListener("focus", () => field.select());
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      status.textContent = element.dataset.copied;
    } catch {
      field.focus(); // selected, so that the reader copies it by hand
    }
  });
}
