// Shows what is found while somebody types. Without it, or without a network, the
// form still asks the page; what was typed is never touched.
const PAUSE = 250; // milliseconds without a key
const FEWEST = 2; // letters

export function init(box) {
  const input = box.querySelector("input");
  const said = box.querySelector("[data-said]");
  const found = box.querySelector("[data-found]");
  const { suggestions, searching } = box.dataset;
  let timer;
  let asking;

  async function ask(text) {
    asking?.abort();
    asking = new AbortController();
    said.textContent = searching;
    said.classList.remove("unseen");
    try {
      const query = new URLSearchParams({ ten: text });
      const answer = await fetch(`${suggestions}?${query}`, { signal: asking.signal });
      if (!answer.ok) throw new Error(answer.status);
      found.innerHTML = await answer.text();
      // The page shows it itself: the words are for those who do not see it.
      said.classList.add("unseen");
      said.textContent = found.querySelector("[data-say]")?.textContent ?? "";
    } catch (error) {
      if (error.name === "AbortError") return;
      said.textContent = "";
      found.replaceChildren(box.querySelector("[data-failed]").content.cloneNode(true));
      found.firstElementChild.setAttribute("role", "alert");
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    const text = input.value.trim();
    if (text.length >= FEWEST) {
      timer = setTimeout(ask, PAUSE, text);
      return;
    }
    asking?.abort();
    said.textContent = "";
    found.replaceChildren();
  });
}
