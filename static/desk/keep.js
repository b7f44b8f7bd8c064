// Keeps a copy of the form of an article or a record in this browser every few seconds
// while it differs from what the page showed at first.

import { drop, hold, list, read, write } from "./drafts.js";

const EVERY = 3000;
const OWN = new Set(["csrfmiddlewaretoken", "form_token", "owner", "attempt"]);

const place = document.querySelector("[data-writing]");
const form = place?.closest("form");
const { user, article, token, path } = place?.dataset ?? {};
const key = { user, article, token };
let openedAt = Date.now();
let last = "";
let first = "";

function fields() {
  const pairs = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !OWN.has(name));
  const texts = new Map();
  for (const editor of Object.values(window.CKEDITOR?.instances ?? {})) {
    if (editor.status === "ready") texts.set(editor.name, editor.getData());
  }
  return pairs.map(([name, value]) => [name, texts.get(`id_${name}`) ?? value]);
}

// The editor writes the text its own way when it starts: that is no change of a writer.
function acceptEditor({ editor }) {
  const pairs = JSON.parse(last);
  const own = pairs.find(([name]) => `id_${name}` === editor.name);
  if (own) own[1] = editor.getData();
  last = JSON.stringify(pairs);
}

export function keep(sent = "") {
  if (!form) return;
  const now = fields();
  const text = JSON.stringify(now);
  if (text === last && !sent) return;
  if (text === last && sent && !read(key)) return; // nothing was typed
  last = text;
  const title = place.dataset.title ?? form.elements.title?.value.trim() ?? "";
  const isKept = write({ ...key, path, title, at: Date.now(), sent, fields: now }, openedAt);
  form.dispatchEvent(new CustomEvent("desk:kept", { bubbles: true, detail: { isKept } }));
}

export const isChanged = () => Boolean(form) && JSON.stringify(fields()) !== first;

// After signing in again the page may keep what is typed, as before.
export function reopen() {
  openedAt = Date.now();
}

function tellWhen(line, { detail }) {
  line.hidden = !detail.isKept;
  line.querySelector("span").textContent = new Date().toLocaleTimeString("vi", { hour: "2-digit", minute: "2-digit" });
}

if (form) {
  list(user); // drops what is too old
  if (article) drop({ user, token }); // the form began as a new article's
  hold(key);
  last = JSON.stringify(fields());
  window.CKEDITOR?.on("instanceReady", acceptEditor);
  if ("unsaved" in place.dataset) last = "[]";
  first = last;
  setInterval(() => document.hidden || keep(), EVERY);
  addEventListener("pagehide", () => keep());
  document.addEventListener("visibilitychange", () => document.hidden && keep());
  const line = document.querySelector("[data-kept-line]");
  if (line) form.addEventListener("desk:kept", (event) => tellWhen(line, event));
}
