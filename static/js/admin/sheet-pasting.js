// A block copied from Excel fills the cells from the chosen one on.

import { announceFilled, cellsOf, rowsOf, tell, worded } from "./sheet-rows.js";

// Excel parts cells by tabs, and quotes a cell that has a tab or a line break in it.
export function blockOf(text) {
  const rows = [[""]];
  let isQuoted = false;
  const clean = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let at = 0; at < clean.length; at += 1) {
    const char = clean[at];
    const row = rows.at(-1);
    if (isQuoted && char === '"' && clean[at + 1] === '"') { row[row.length - 1] += '"'; at += 1; }
    else if (isQuoted && char === '"') isQuoted = false;
    else if (!isQuoted && char === '"' && row.at(-1) === "") isQuoted = true;
    else if (!isQuoted && char === "\t") row.push("");
    else if (!isQuoted && char === "\n") rows.push([""]);
    else row[row.length - 1] += char === "\n" ? " " : char;
  }
  return rows.map((row) => row.map((cell) => cell.trim()));
}

function lay(form, first, block) {
  const rows = rowsOf(form);
  const top = rows.indexOf(first.closest("[data-row]"));
  const left = cellsOf(rows[top]).indexOf(first);
  const touched = rows.slice(top, top + block.length);
  touched.forEach((row, down) => {
    cellsOf(row).slice(left).forEach((cell, right) => {
      if (right < block[down].length && !cell.readOnly) cell.value = block[down][right];
    });
  });
  touched.forEach(announceFilled);
  const columns = Math.max(...block.map((row) => row.length));
  return { rows: touched.length, columns, width: cellsOf(rows[top]).length - left };
}

function pasted(event, form) {
  const cell = event.target.closest("tbody [data-column]");
  const block = cell ? blockOf(event.clipboardData.getData("text/plain")) : [];
  if (block.length < 2 && (block[0]?.length ?? 0) < 2) return; // one cell: the browser's own
  event.preventDefault();
  const { rows, columns, width } = lay(form, cell, block);
  const told = [worded(form.dataset.pasted, { rows, columns: Math.min(columns, width) })];
  const left = { rows: block.length - rows, columns: Math.max(0, columns - width) };
  if (left.rows || left.columns) told.push(worded(form.dataset.left, left));
  tell(form, told.join(" "));
}

export function pastes(form) {
  form.addEventListener("paste", (event) => pasted(event, form));
}
