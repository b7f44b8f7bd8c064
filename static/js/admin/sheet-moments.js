// The moments at which rows are saved, and at which somebody is warned before leaving.

import { say } from "./sheet-rows.js";

// Calls `ask(rows)` when rows are to be saved.
export function decides(form, { isDirty, isWorthSending, unsaved, calmDown }, ask) {
  function typed({ target }) {
    const row = target.closest("[data-row]");
    if (row) isDirty(row) ? say(row, "dirty", form.dataset.dirty) : calmDown(row);
  }

  function left({ target, relatedTarget }) {
    const row = target.closest("[data-row]");
    if (row && !row.contains(relatedTarget) && isWorthSending(row)) ask([row]);
  }

  // The button that saves all has no name; others are sent as in any form.
  function pressed(event) {
    if (event.submitter?.name) return;
    event.preventDefault();
    ask(unsaved());
  }

  form.addEventListener("input", typed);
  form.addEventListener("focusout", left);
  form.addEventListener("sheet:filled", ({ target }) => ask([target]));
  form.addEventListener("submit", pressed);
  addEventListener("online", () => ask(unsaved()));
  addEventListener("beforeunload", (event) => { if (unsaved().length) event.preventDefault(); });
}
