// A− A A+ and the night mode. What is chosen stays in this browser only.
const SIZES = ["", "large", "larger"];
const root = document.documentElement;
const device = matchMedia("(prefers-color-scheme: dark)");

function keep(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Storage may be closed to us: the choice then lasts for this page.
  }
}

function step() {
  return Math.max(0, SIZES.indexOf(root.dataset.text ?? ""));
}

function isNight() {
  const { theme } = root.dataset;
  return theme === "dark" || (theme !== "light" && device.matches);
}

function show(controls) {
  for (const button of controls.querySelectorAll("[data-text-step]")) {
    const by = Number(button.dataset.textStep);
    if (by) button.setAttribute("aria-disabled", String(!(step() + by in SIZES)));
    else button.setAttribute("aria-pressed", String(step() === 0));
  }
  for (const button of controls.querySelectorAll("[data-night]")) {
    button.setAttribute("aria-pressed", String(isNight()));
  }
}

function resize(by) {
  const next = by ? Math.min(Math.max(step() + by, 0), SIZES.length - 1) : 0;
  root.dataset.text = SIZES[next];
  keep("text", SIZES[next]);
}

function turnNight() {
  root.dataset.theme = isNight() ? "light" : "dark";
  keep("theme", root.dataset.theme);
}

export function init(controls) {
  show(controls);
  device.addEventListener("change", () => show(controls));
  controls.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    if ("textStep" in button.dataset) resize(Number(button.dataset.textStep));
    if ("night" in button.dataset) turnNight();
    show(controls);
  });
}
