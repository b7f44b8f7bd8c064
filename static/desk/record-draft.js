// Offers back what this browser keeps of a record's form and the portal has not
// received, and lets no step be taken while something typed is not saved.

import { drop, list, nameOf, openElsewhere } from "./drafts.js";
import { isChanged, keep } from "./keep.js";
import { fill, hasSameRows } from "./record-fill.js";
import { show } from "./trouble.js";

const box = document.querySelector("[data-record-drafts]");
const place = document.querySelector("[data-writing]");
const form = place?.closest("form");

const fromTemplate = (name) => box.querySelector(`template[${name}]`).content.firstElementChild.cloneNode(true);
function copies({ fields }) {
  const notice = fromTemplate("data-copies");
  const here = new Set(form ? [...new FormData(form).values()] : []);
  const texts = fields.filter(([name, value]) => !/^_|-(id|conference|[A-Z_]+)$|seen|attempt/.test(name) && value.trim() && !here.has(value));
  const items = texts.map(([, value]) => Object.assign(document.createElement("li"), { textContent: value }));
  notice.querySelector("ul").append(...items);
  return notice;
}

function offer(draft) {
  const notice = fromTemplate("data-offer");
  notice.querySelector("[data-time]").textContent = new Date(draft.at).toLocaleString("vi", { dateStyle: "short", timeStyle: "short" });
  notice.querySelector("[data-drop]").addEventListener("click", () => { drop(draft); notice.remove(); });
  notice.querySelector("[data-bring]").addEventListener("click", () => {
    const isFilled = form && hasSameRows(form, draft);
    if (isFilled) {
      fill(form, draft);
      keep();
      drop(draft);
    }
    const told = isFilled ? fromTemplate("data-brought") : copies(draft);
    notice.replaceWith(told);
    told.focus();
  });
  box.append(notice);
}

async function begin() {
  const { user, article, token, received } = box.dataset;
  const open = await openElsewhere();
  for (const draft of list(user).filter((one) => one.article === article && one.token !== token && !open.has(nameOf(one)))) {
    // What this page shows again after a fault is not offered twice.
    const isDone = draft.sent && (draft.sent === received || (place && "unsaved" in place.dataset));
    if (isDone) drop(draft);
    else offer(draft);
  }
}

if (box) begin();
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-saved-first]") || !isChanged()) return;
  event.preventDefault();
  show("unsaved", { focus: true });
});
