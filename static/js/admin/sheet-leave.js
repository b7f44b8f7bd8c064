// Leaving a group's form with something typed in it asks first.

const form = document.querySelector("[data-leave]");

if (form) {
  const now = () => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name ?? value]));
  const before = "unsaved" in form.dataset ? "" : now();
  let isGoing = false;
  // After all others, which may still hold the form back until the network is there.
  addEventListener("submit", (event) => { isGoing = event.target === form && !event.defaultPrevented; });
  addEventListener("beforeunload", (event) => { if (!isGoing && now() !== before) event.preventDefault(); });
  addEventListener("pageshow", () => { isGoing = false; });
}
