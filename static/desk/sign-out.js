// On a shared computer nothing of a person stays behind: signing out drops their
// drafts, after asking where there are any.

import { leave, list } from "./drafts.js";

const form = document.querySelector("#logout-form");
const user = form?.dataset.user;

function warn() {
  const box = document.querySelector("[data-sign-out]");
  box.replaceChildren(box.querySelector("template"), box.querySelector("template").content.cloneNode(true));
  box.querySelector("[data-leave]").addEventListener("click", () => {
    leave(user);
    form.submit();
  });
  box.querySelector("[data-stay]").addEventListener("click", () => {
    box.querySelector(".notice").remove();
    form.querySelector("button").focus();
  });
  box.querySelector("[data-stay]").focus();
}

if (user) {
  form.addEventListener("submit", (event) => {
    if (list(user).length) {
      event.preventDefault();
      warn();
    } else leave(user);
  });
}
