// Tells the portal that this article is open here, and the writer who else is in it.

import { show } from "./trouble.js";

const EVERY = 20_000;

const box = document.querySelector("[data-presence]");
const form = document.querySelector("[data-writing]")?.closest("form");
let hasTyped = false;
let hasLeft = false;

function signOfLife(extra) {
  const data = new FormData();
  data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  data.append("base", form.elements.base.value);
  if (extra) data.append(extra, "1");
  return data;
}

async function ping() {
  if (document.hidden) return;
  const body = signOfLife(hasTyped ? "typed" : "");
  hasTyped = false;
  hasLeft = false;
  try {
    const response = await fetch(box.dataset.presence, { method: "POST", body });
    if (response.status === 401) show("out");
    if (!response.ok || response.redirected || hasLeft) return;
    const fresh = document.createElement("div");
    fresh.innerHTML = await response.text();
    // Writing the same again would make a screen reader say it again.
    if (fresh.innerHTML.trim() !== box.innerHTML.trim()) box.innerHTML = fresh.innerHTML;
  } catch { /* no network: the next sign of life will tell */ }
}

if (box && form) {
  setInterval(ping, EVERY);
  document.addEventListener("visibilitychange", ping);
  addEventListener("pageshow", ping);
  form.addEventListener("input", () => { hasTyped = true; });
  window.CKEDITOR?.on("instanceReady", ({ editor }) => editor.on("change", () => { hasTyped = true; }));
  addEventListener("pagehide", () => {
    hasLeft = true;
    navigator.sendBeacon(box.dataset.presence, signOfLife("leave"));
  });
}
