// Adds up the columns while somebody types, beside what the paper states.

import { cellOf, rowsOf, worded } from "./sheet-rows.js";

const ALL = "100%";

// The whole number that a cell writes, or null: the same groupings as the portal reads.
export function numberOf(text) {
  const plain = text.trim();
  if (!/^(\d{1,9}|\d{1,3}([., ])\d{3}(\2\d{3})*)$/.test(plain)) return null;
  return Number(plain.replace(/[., ]/g, ""));
}

function valueIn(row, name) {
  const text = cellOf(row, name).value.trim();
  if (name === "votes_for" && text.replace(" ", "") === ALL) return valueIn(row, "households_attended");
  return numberOf(text);
}

const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ".");

const inState = (rows, states) => rows.filter((row) => states.includes(row.dataset.line)).length;

function sumOf(rows, name) {
  if (name === "held_on") return inState(rows, ["held", "reported"]);
  const values = rows.map((row) => valueIn(row, name)).filter((value) => value !== null);
  return values.length ? values.reduce((sum, value) => sum + value, 0) : null;
}

// A total with a hedge ("gần 1.400") is none to differ from: numberOf gives null.
function compare(form, name, sum) {
  const place = form.querySelector(`[data-differs-of="${name}"]`);
  const stated = numberOf(cellOf(form.querySelector("[data-stated]"), name).value);
  const difference = stated === null || sum === null ? 0 : sum - stated;
  const count = `${difference > 0 ? "+" : "−"}${grouped(Math.abs(difference))}`;
  place.textContent = difference ? worded(form.dataset.differs, { count }) : "";
}

export function addsUp(form) {
  const rows = rowsOf(form);
  const outputs = [...form.querySelectorAll("[data-sum]")];

  function add() {
    for (const place of document.querySelectorAll("[data-count]")) {
      place.textContent = inState(rows, place.dataset.count.split(" "));
    }
    for (const output of outputs) {
      const sum = sumOf(rows, output.dataset.sum);
      output.value = sum === null ? "" : grouped(sum);
      compare(form, output.dataset.sum, sum);
    }
  }

  for (const event of ["input", "sheet:filled", "sheet:saved"]) form.addEventListener(event, add);
  add();
}
