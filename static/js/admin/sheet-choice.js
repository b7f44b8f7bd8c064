// Another person changed the row meanwhile: both values are told, somebody chooses.

import { fill } from "./sheet-rows.js";

// Calls `chosen(isMine)` once; before that the row takes what is saved, or keeps its own.
export function offersChoice(row, answer, chosen) {
  const place = row.querySelector("[data-words]");
  const template = row.closest("form").querySelector("template[data-conflict]");
  place.append(template.content.cloneNode(true));
  place.querySelector("[data-take=saved]").onclick = () => {
    fill(row, answer.cells);
    chosen(false);
  };
  place.querySelector("[data-take=mine]").onclick = () => {
    row.querySelector("[data-seen]").value = answer.seen;
    chosen(true);
  };
}
