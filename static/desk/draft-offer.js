// Offers back what this browser keeps and the portal has not received.

import { drop, list, nameOf, openElsewhere, write } from "./drafts.js";
import { ask } from "./session.js";

// A draft that was sent is done when the portal received that very sending.
async function withoutArrived(drafts, url) {
  const sent = drafts.filter((draft) => draft.sent);
  if (!sent.length) return drafts;
  const { state, arrived } = await ask(url, sent.map((draft) => draft.token));
  if (state !== "in") return drafts.filter((draft) => !draft.sent);
  const done = sent.filter((draft) => arrived[draft.token] === draft.sent);
  done.forEach(drop);
  return drafts.filter((draft) => !done.includes(draft));
}

function when(at) {
  const written = { hour: "2-digit", minute: "2-digit", day: "2-digit", month: "2-digit", year: "numeric" };
  return new Date(at).toLocaleString("vi", written);
}

function fromTemplate(box, name) {
  return box.querySelector(`template[${name}]`).content.firstElementChild.cloneNode(true);
}

function fillForm(form, draft) {
  form.elements.token.value = draft.token;
  form.elements.article.value = draft.article;
  form.elements.fields.value = JSON.stringify(draft.fields);
}

function offer(box, draft) {
  const notice = fromTemplate(box, draft.path ? "data-record-offer" : "data-offer");
  notice.querySelector("[data-title]").textContent = draft.title || box.dataset.untitled;
  notice.querySelector("[data-time]").textContent = when(draft.at);
  if (draft.path) notice.querySelector("[data-go]").href = new URL(draft.path, location.origin).pathname;
  else fillForm(notice.querySelector("form"), draft);
  notice.querySelector("[data-drop]").addEventListener("click", () => {
    drop(draft);
    const dropped = fromTemplate(box, "data-dropped");
    const undo = dropped.querySelector("[data-undo]");
    notice.replaceWith(dropped);
    undo.focus();
    undo.addEventListener("click", () => {
      write(draft, Date.now());
      dropped.replaceWith(notice);
      notice.querySelector("[data-drop]").focus();
    });
  });
  box.append(notice);
  // The portal may keep an earlier state of the same form: one offer is enough.
  document.querySelector(`[data-kept="${CSS.escape(draft.token)}"]`)?.remove();
}

async function begin(box) {
  const { user, article, token, session } = box.dataset;
  const open = await openElsewhere();
  const closed = list(user).filter((draft) => draft.token !== token && !open.has(nameOf(draft)));
  const waiting = await withoutArrived(closed, session);
  const here = waiting.filter((draft) => !article || (draft.article || "new") === article);
  for (const draft of here) offer(box, draft);
}

document.querySelectorAll("[data-drafts]").forEach(begin);
