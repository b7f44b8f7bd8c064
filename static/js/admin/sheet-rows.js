// What a row of the sheet holds and says. `data-state` is for the eye, words for all.

export const rowsOf = (form) => [...form.querySelectorAll("tbody [data-row]")];
export const cellsOf = (row) => [...row.querySelectorAll("[data-column]")];
export const cellOf = (row, name) => row.querySelector(`[data-column="${name}"]`);
export const snapshot = (row) => JSON.stringify(cellsOf(row).map((cell) => cell.value));

// Fills a template like "Saved: {name}".
export const worded = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

export function say(row, state, words, remarks = []) {
  row.dataset.state = state;
  row.querySelector("[data-words]").textContent = words;
  row.querySelector("[data-remarks]").textContent = remarks.join(" ");
}

export function showFaults(row, faults = {}) {
  for (const cell of cellsOf(row)) {
    const fault = faults[cell.dataset.column] ?? "";
    if (fault) cell.setAttribute("aria-invalid", "true");
    else cell.removeAttribute("aria-invalid");
    document.getElementById(`${cell.id}-loi`).textContent = fault;
  }
}

export function fill(row, cells) {
  for (const cell of cellsOf(row)) {
    const text = cells[cell.dataset.column];
    if (text !== undefined && cell.value !== text) cell.value = text;
  }
}

// Tells the row's listeners that it was filled by something else than a keyboard.
export const announceFilled = (row) => row.dispatchEvent(new CustomEvent("sheet:filled", { bubbles: true }));
export const tell = (form, text) => { form.querySelector("[data-told]").textContent = text; };
