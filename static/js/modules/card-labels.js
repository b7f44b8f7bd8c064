// On a phone the rows of a table become cards: each cell then shows its column's name.
const UNNAMED = ".action-checkbox, .original, .add-row td";

function nameOf(head) {
  return (head.querySelector(".text") ?? head).textContent.trim();
}

function label(table) {
  const names = [...table.querySelectorAll("thead th")].map(nameOf);
  for (const row of table.querySelectorAll("tbody tr")) {
    [...row.cells].forEach((cell, column) => {
      const isEmpty = !cell.childElementCount && !cell.textContent.trim();
      if (cell.tagName === "TD" && !isEmpty && !cell.matches(UNNAMED) && names[column]) {
        cell.dataset.label = names[column];
      }
    });
  }
}

export function init(element) {
  element.querySelectorAll("table").forEach(label);
}
