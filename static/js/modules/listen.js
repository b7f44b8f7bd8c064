// Reads the article aloud, sentence by sentence. Pausing ends the current sentence and
// continuing begins it anew: phones know no other pause that can be relied on.
import { recall, store } from "./kept.js";
import { wrapSentences } from "./sentence-places.js";
import { findVoice } from "./voice.js";

const { speechSynthesis: speech } = window;

function reader(panel, key) {
  const { dataset: words } = panel;
  const toggle = panel.querySelector("[data-do=toggle]");
  const speed = panel.querySelector("[data-speed]");
  const say = (text) => { panel.querySelector("[role=status]").textContent = text; };
  let sentences, voice, talking, at = 0;

  function mark(index) {
    sentences[at]?.spans.forEach((span) => span.classList.remove("said"));
    at = index;
    sentences[at]?.spans.forEach((span) => span.classList.add("said"));
    sentences[at]?.spans[0].scrollIntoView({ block: "nearest" });
  }
  function rest(text) {
    talking = null;
    speech.cancel();
    toggle.textContent = words.continue;
    say(text);
  }
  function end() {
    rest(words.ended);
    mark(0);
    sentences[0].spans.forEach((span) => span.classList.remove("said"));
    store(key, "");
  }
  function speak(index) {
    if (index >= sentences.length) return end();
    speech.cancel();
    mark(index);
    store(key, `${index}/${sentences.length}`);
    const next = new SpeechSynthesisUtterance(sentences[index].text);
    Object.assign(next, { voice, lang: "vi-VN", rate: Number(speed.value) });
    next.onend = () => next === talking && speak(index + 1);
    next.onerror = () => next === talking && rest(words.paused);
    talking = next;
    toggle.textContent = words.pause;
    say(words.playing);
    speech.speak(next);
  }
  async function start() {
    say(words.looking);
    voice = speech ? await findVoice() : null;
    if (!voice) return say(speech ? words.none : words.unable);
    sentences ??= wrapSentences(document.querySelectorAll(words.text));
    const [kept, total] = recall(key).split("/").map(Number);
    panel.querySelector("[data-controls]").hidden = false;
    speak(total === sentences.length ? kept : 0);
  }
  speed.value = recall("listen-speed") || "1";
  speed.addEventListener("change", () => {
    store("listen-speed", speed.value);
    if (talking) speak(at);
  });
  toggle.addEventListener("click", () => (talking ? rest(words.paused) : speak(at)));
  panel.querySelector("[data-do=restart]").addEventListener("click", () => speak(0));
  addEventListener("pagehide", () => speech?.cancel());
  return { start, stop: () => talking && rest(words.paused) };
}

export function init(button) {
  const panel = document.getElementById(button.getAttribute("aria-controls"));
  const { start, stop } = reader(panel, `listen-${button.dataset.article}`);
  button.disabled = false;
  speech?.getVoices(); // lets the browser begin to load them
  button.addEventListener("click", () => {
    panel.hidden = !panel.hidden;
    button.setAttribute("aria-expanded", String(!panel.hidden));
    return panel.hidden ? stop() : start();
  });
}
