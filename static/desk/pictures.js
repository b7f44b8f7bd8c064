// The pictures of the article form. Without this module the form itself carries the
// files, and the number in each entry says the order.
import { orderByDragging, showSmall } from "./picture-drag.js";
import { aim } from "./picture-focal.js";
import { library } from "./picture-library.js";
import { orderByButtons, tell } from "./picture-list.js";
import { uploader } from "./picture-upload.js";

const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

function takeDrops(box, take) {
  // A picture dropped beside the box would replace the page, and all that was typed.
  for (const name of ["dragover", "drop"]) {
    document.addEventListener(name, (event) => {
      if (hasFiles(event) && !event.target.closest("input[type=file]")) event.preventDefault();
    });
  }
  for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
    box.addEventListener(name, (event) => box.classList.toggle("dropping", hasFiles(event) && name.endsWith("er")));
  }
  box.addEventListener("drop", (event) => { if (hasFiles(event)) take([...event.dataTransfer.files]); });
}

function holdBack(box, form) {
  form.addEventListener("submit", (event) => {
    const failed = box.querySelectorAll(".sending.failed");
    const isSending = box.querySelectorAll(".sending").length > failed.length;
    if (!isSending && !failed.length) return;
    event.preventDefault();
    tell(box, isSending ? "waiting" : "unsent", { count: failed.length });
    (isSending ? box.querySelector(".sending") : failed[0]).scrollIntoView({ block: "center" });
    if (!isSending) failed[0].querySelector("[data-retry]").focus();
  });
}

function begin(box) {
  const input = box.querySelector("input[type=file]");
  const send = uploader(box);
  const unitOf = () => {
    const unit = box.dataset.unit || input.form.elements.unit?.value;
    if (!unit) tell(box, "nounit");
    return unit;
  };
  const take = (files) => {
    const unit = unitOf();
    if (unit) send(files, unit);
  };

  input.addEventListener("change", () => {
    const files = [...input.files];
    input.value = "";
    take(files);
  });
  takeDrops(box, take);
  holdBack(box, input.form);
  orderByButtons(box);
  orderByDragging(box);
  showSmall(box);
  aim(box);
  library(box, unitOf);
}

document.querySelectorAll("[data-pictures]").forEach(begin);
