// The sheet of residential groups: a form that saves each row by itself.

import { moves } from "./sheet-moving.js";
import { pastes } from "./sheet-pasting.js";
import { saves } from "./sheet-saving.js";
import { addsUp } from "./sheet-totals.js";

const form = document.querySelector("[data-sheet]");

if (form) {
  form.classList.add("scripted");
  addsUp(form);
  saves(form);
  moves(form);
  pastes(form);
}
