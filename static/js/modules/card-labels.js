// On a phone the rows of a list become cards: each cell then shows its column's name.
export function init(table) {
  const names = [...table.querySelectorAll("thead th")].map((head) => {
    const text = head.querySelector(".text") ?? head;
    return text.textContent.trim();
  });
  for (const row of table.querySelectorAll("tbody tr")) {
    [...row.cells].forEach((cell, column) => {
      const isName = cell.tagName === "TH" || cell.classList.contains("action-checkbox");
      if (!isName && names[column]) cell.dataset.label = names[column];
    });
  }
}
