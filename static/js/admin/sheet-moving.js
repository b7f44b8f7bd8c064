// The keyboard of a spreadsheet: Enter and the arrows go from cell to cell, Esc brings
// back what stood in the cell when it was entered. Tab is the browser's own.

import { cellOf, cellsOf } from "./sheet-rows.js";

let before = "";

function below(cell, step) {
  const rows = [...cell.form.querySelectorAll("[data-row]")];
  const next = rows[rows.indexOf(cell.closest("[data-row]")) + step];
  return next && cellOf(next, cell.dataset.column);
}

function beside(cell, step) {
  const cells = cellsOf(cell.closest("[data-row]"));
  return cells[cells.indexOf(cell) + step];
}

// ← and → leave a cell from its end, or when all of it is chosen as after entering it.
function isAtEnd({ selectionStart, selectionEnd, value }, step) {
  const isWhole = selectionStart === 0 && selectionEnd === value.length;
  const edge = step < 0 ? 0 : value.length;
  return isWhole || (selectionStart === edge && selectionEnd === edge);
}

function target(cell, { key, shiftKey }) {
  if (key === "Enter") return below(cell, shiftKey ? -1 : 1);
  if (key === "ArrowDown") return below(cell, 1);
  if (key === "ArrowUp") return below(cell, -1);
  const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
  return step && isAtEnd(cell, step) ? beside(cell, step) : null;
}

function pressed(event) {
  const cell = event.target.closest("[data-column]");
  // A Vietnamese keyboard that is composing a letter needs its keys itself.
  if (!cell || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Escape") {
    if (cell.value === before) return;
    cell.value = before;
    cell.dispatchEvent(new Event("input", { bubbles: true }));
    cell.select();
    return;
  }
  const next = target(cell, event);
  if (next || event.key === "Enter") event.preventDefault();
  next?.focus();
}

function entered({ target: cell }) {
  if (!cell.matches("[data-column]")) return;
  before = cell.value;
  cell.select();
}

export function moves(form) {
  form.addEventListener("keydown", pressed);
  form.addEventListener("focusin", entered);
}
