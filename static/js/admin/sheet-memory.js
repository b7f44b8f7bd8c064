// What the portal has of each row, what it did not accept, and what a calm row says.

import { say, snapshot } from "./sheet-rows.js";

export function memoryOf(rows) {
  const words = (row) => row.querySelector("[data-words]").textContent;
  const saved = new Map(rows.map((row) => [row, "unsaved" in row.dataset ? "" : snapshot(row)]));
  const calm = new Map(rows.map((row) => [row, [row.dataset.state, words(row)]]));
  const refused = new Map();
  const isDirty = (row) => snapshot(row) !== saved.get(row);

  return {
    isDirty,
    unsaved: () => rows.filter(isDirty),
    refuse: (row, sent) => refused.set(row, sent),
    // Worth sending by itself: the same once more would be refused once more.
    isWorthSending: (row) => isDirty(row) && refused.get(row) !== snapshot(row),
    keep(row, what, { state, words: told, remarks = [] }) {
      saved.set(row, what);
      row.dataset.line = state;
      calm.set(row, [state, told, remarks]);
    },
    calmDown: (row) => say(row, ...calm.get(row)),
  };
}
