// The box in which rows are searched for takes the name of its field: the library that
// makes it gives it none, and a screen reader would say only "edit".

function name() {
  for (const box of document.querySelectorAll(".select2-search__field:not([aria-label])")) {
    const select = box.closest(".select2-container")?.previousElementSibling;
    const label = select && document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    if (label) box.setAttribute("aria-label", label.textContent.replace(/:\s*$/, ""));
  }
}

addEventListener("load", name);
document.addEventListener("focusin", name);
