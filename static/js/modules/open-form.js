// Fetches the form that stands on a page of its own when it is asked for, shows it here
// and sends it from here. What the server answers is shown in its place, faults too.
const isPlain = (event) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

async function answerOf(address, options) {
  const response = await fetch(address, options);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const answer = page.querySelector("[data-answer]");
  if (!answer) throw new Error(`Nothing to show: ${response.status}`);
  return document.adoptNode(answer);
}

function show(box, answer) {
  box.replaceChildren(answer);
  const said = answer.querySelector("[role=alert], [role=status]");
  if (said) said.tabIndex = -1;
  (said ?? answer.querySelector("input:not([type=hidden]), textarea"))?.focus();
}

function tellFailure(box) {
  const told = box.querySelector("[data-failure]") ?? document.createElement("p");
  told.dataset.failure = "";
  told.setAttribute("role", "alert");
  told.className = "notice fault";
  told.textContent = box.dataset.failed;
  box.append(told);
}

export function init(box) {
  let isBusy = false;

  async function ask(address, options) {
    if (isBusy) return;
    isBusy = true;
    box.setAttribute("aria-busy", "true");
    try {
      show(box, await answerOf(address, options));
    } catch {
      tellFailure(box);
    } finally {
      isBusy = false;
      box.removeAttribute("aria-busy");
    }
  }

  box.addEventListener("click", (event) => {
    const link = event.target.closest("a[rel=nofollow]");
    if (!link || !isPlain(event)) return;
    event.preventDefault();
    ask(link.href);
  });
  box.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    ask(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  });
}
