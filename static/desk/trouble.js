// Says beside the buttons why saving has to wait, and what to do.

const box = document.querySelector("[data-trouble]");
let shown = "";

export const current = () => shown;

export function show(state, { focus = false } = {}) {
  if (!box || state === shown) {
    if (focus) box?.querySelector("a, button")?.focus();
    return;
  }
  shown = state;
  for (const child of [...box.children]) if (child.tagName !== "TEMPLATE") child.remove();
  const template = box.querySelector(`template[data-state="${state}"]`);
  if (template) box.append(template.content.cloneNode(true));
  if (focus) box.querySelector("a, button")?.focus();
}

export function onRetry(work) {
  box?.addEventListener("click", ({ target }) => target.closest("[data-retry]") && work());
}
