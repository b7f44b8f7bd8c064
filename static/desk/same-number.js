// While the number of a document is typed: what the register has under it already.

const AFTER = 400; // ms of rest before asking

const box = document.querySelector("[data-same-number]");
const field = document.getElementById("id_number");
let timer = 0;
let asked = "";

function show(documents) {
  const list = box.querySelector("ul");
  list.replaceChildren(...documents.map(({ text, url }) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = url;
    link.target = "_blank"; // what was typed here stays
    link.rel = "noopener";
    link.textContent = text;
    item.append(link);
    return item;
  }));
  box.hidden = documents.length === 0;
}

async function ask() {
  const number = field.value.trim();
  if (number === asked) return;
  asked = number;
  if (!/\d/.test(number)) return show([]);
  const query = new URLSearchParams({ so: number, tru: box.dataset.own });
  try {
    const answer = await fetch(`${box.dataset.sameNumber}?${query}`);
    const { documents } = answer.ok ? await answer.json() : { documents: [] };
    if (number === asked) show(documents);
  } catch {
    asked = ""; // the network is away: ask again at the next key
  }
}

if (box && field) {
  field.closest(".form-row")?.after(box);
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, AFTER);
  });
}
