// Before a guarded form is sent, makes sure that it can arrive: the session lives, it
// is the same person's, the network is there. Otherwise says so and loses nothing.

import { keep, reopen } from "./keep.js";
import { ask, renewTokens } from "./session.js";
import { current, onRetry, show } from "./trouble.js";

const AGAIN = 4000; // how often to look whether somebody has signed in in another tab

const box = document.querySelector("[data-trouble]");
let waiting = null; // the form and the button that were pressed last
let isAsking = false;
let mayGo = false;

async function look() {
  const answer = await ask(box.dataset.session);
  if (answer.state !== "in") return answer.state;
  if (String(answer.user) !== box.dataset.user) return "other";
  renewTokens(answer.csrf);
  reopen();
  return "in";
}

// Names this sending, so that the draft can be dropped when it has arrived.
function nameSending({ attempt }) {
  if (!attempt) return;
  attempt.value = crypto.randomUUID?.() ?? String(Math.random());
  keep(attempt.value);
}

async function submitted(event) {
  const form = event.target;
  if (event.defaultPrevented || !form.querySelector("[data-guarded]")) return;
  if (mayGo) {
    mayGo = false;
    nameSending(form.elements);
    return;
  }
  event.preventDefault();
  if (isAsking) return;
  isAsking = true;
  waiting = [form, event.submitter];
  keep();
  const state = await look();
  isAsking = false;
  if (state !== "in") return show(state, { focus: true });
  show("");
  mayGo = true;
  form.requestSubmit(event.submitter);
}

async function lookAgain() {
  if (document.hidden || !["out", "other"].includes(current())) return;
  const state = await look();
  if (state !== "away") show(state);
}

// Without a press before, the session ended unnoticed: there is nothing to repeat.
function retry() {
  if (!waiting) return show("");
  const [form, button] = waiting;
  form.requestSubmit(button);
}

if (box) {
  document.addEventListener("submit", submitted);
  onRetry(retry);
  setInterval(lookAgain, AGAIN);
  addEventListener("focus", lookAgain);
  document.addEventListener("desk:kept", ({ detail }) => detail.isKept || current() || show("full"));
}
