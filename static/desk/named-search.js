// The box in which rows are searched for takes the name of its field: the library that
// makes it gives it none, and a screen reader would say only "edit".

function nameBoxes() {
  for (const box of document.querySelectorAll(".select2-search__field:not([aria-label])")) {
    const select = box.closest(".select2-container")?.previousElementSibling;
    const label = select && document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    if (label) box.setAttribute("aria-label", label.textContent.replace(/:\s*$/, ""));
  }
}

// The library makes its boxes when it likes, and new ones for new rows.
new MutationObserver(nameBoxes).observe(document.body, { childList: true, subtree: true });
nameBoxes();
