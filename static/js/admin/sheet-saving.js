// Saves rows one after another: when they are left, filled by a paste, or asked for.
// Whatever could not be saved stays in its cells and says so.

import { onRetry, show } from "../../desk/trouble.js";
import { offersChoice } from "./sheet-choice.js";
import { memoryOf } from "./sheet-memory.js";
import { decides } from "./sheet-moments.js";
import { fill, say, showFaults, snapshot, tell, worded } from "./sheet-rows.js";
import { send } from "./sheet-sending.js";

export function saves(form) {
  const words = form.dataset;
  const memory = memoryOf([...form.querySelectorAll("[data-row]")]);
  const { isDirty, unsaved } = memory;
  const queue = new Set();
  let isBusy = false;

  function accept(row, answer, sent) {
    row.querySelector("[data-seen]").value = answer.seen;
    const isAsSent = snapshot(row) === sent;
    if (isAsSent) fill(row, answer.cells);
    memory.keep(row, isAsSent ? snapshot(row) : sent, answer);
    showFaults(row, answer.faults);
    if (isAsSent) memory.calmDown(row);
    row.dispatchEvent(new CustomEvent("sheet:saved", { bubbles: true }));
  }

  function refuse(row, answer, sent) {
    memory.refuse(row, sent);
    showFaults(row, answer.faults);
    say(row, "fault", answer.words);
    if (answer.seen) row.querySelector("[data-seen]").value = answer.seen;
    if (!answer.saved) return;
    offersChoice(row, answer.saved, (isMine) => (isMine ? ask([row]) : accept(row, answer.saved, snapshot(row))));
  }

  // Nothing gets through now: the rows that wait would only wait longer.
  function give(row, trouble) {
    for (const one of [row, ...queue]) if (isDirty(one)) say(one, "away", trouble === "away" ? words.away : words.notSaved);
    queue.clear();
    show(trouble);
  }

  async function saveOne(row) {
    const sent = snapshot(row);
    say(row, "saving", words.saving);
    const { result, answer, trouble } = await send(row);
    if (trouble) return give(row, trouble);
    show(result === "closed" ? "closed" : "");
    return result === "saved" ? accept(row, answer, sent) : refuse(row, answer, sent);
  }

  async function work() {
    if (isBusy) return;
    isBusy = true;
    for (const row of queue) {
      queue.delete(row);
      if (isDirty(row)) await saveOne(row);
    }
    isBusy = false;
    const left = unsaved().length;
    tell(form, left ? worded(words.unsaved, { count: left }) : words.allSaved);
  }

  function ask(rows) {
    for (const row of rows.filter(isDirty)) { queue.add(row); say(row, "dirty", words.waits); }
    work();
  }

  decides(form, memory, ask);
  onRetry(() => { show(""); ask(unsaved()); });
}
