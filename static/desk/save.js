// Before the article form is sent, makes sure that it can arrive: the session lives,
// it is the same person's, the network is there. Otherwise says so and loses nothing.

import { keep, reopen } from "./keep.js";
import { ask, renewTokens } from "./session.js";
import { current, onRetry, show } from "./trouble.js";

const AGAIN = 4000; // how often to look whether somebody has signed in in another tab

const place = document.querySelector("[data-writing]");
const form = place?.closest("form");
let button = null;
let isAsking = false;
let mayGo = false;

async function look() {
  const answer = await ask(place.dataset.session);
  if (answer.state !== "in") return answer.state;
  if (String(answer.user) !== place.dataset.user) return "other";
  renewTokens(answer.csrf);
  reopen();
  return "in";
}

function send() {
  const name = crypto.randomUUID?.() ?? String(Math.random());
  form.elements.attempt.value = name;
  keep(name);
}

async function submitted(event) {
  if (event.target !== form || event.defaultPrevented) return;
  if (mayGo) {
    mayGo = false;
    send();
    return;
  }
  event.preventDefault();
  if (isAsking) return;
  isAsking = true;
  button = event.submitter;
  keep();
  const state = await look();
  isAsking = false;
  if (state !== "in") return show(state, { focus: true });
  show("");
  mayGo = true;
  form.requestSubmit(button);
}

async function lookAgain() {
  if (document.hidden || !["out", "other"].includes(current())) return;
  const state = await look();
  if (state !== "away") show(state);
}

if (form) {
  document.addEventListener("submit", submitted);
  onRetry(() => form.requestSubmit(button));
  setInterval(lookAgain, AGAIN);
  addEventListener("focus", lookAgain);
  form.addEventListener("desk:kept", ({ detail }) => detail.isKept || current() || show("full"));
}
