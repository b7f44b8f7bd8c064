// Writes today's date: a page that was kept would still say yesterday's.
export function init(element) {
  const now = new Date();
  const { lang } = document.documentElement;
  const { timeZone } = element.dataset;
  const written = { weekday: "long", day: "2-digit", month: "2-digit", year: "numeric" };
  element.textContent = now.toLocaleDateString(lang, { ...written, timeZone });
  addEventListener("beforeprint", () => init(element), { once: true });
}
